package dev.offshoot.controller.space;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The labels of Kubernetes' Pod Security admission on a created namespace ("Pod Security Admission" in its documentation). */
final class PodSecurity {
    private static final String PREFIX = "pod-security.kubernetes.io/";
    private static final String ENFORCE = PREFIX + "enforce";
    private static final List<String> LEVELS = List.of("privileged", "baseline", "restricted");

    private PodSecurity() {}

    /**
     * The root's labels, at least {@code baseline} enforced; a stricter level that the namespace has already stays.
     *
     * @param root the root namespace's labels; empty where none is known
     * @param present the namespace's own
     */
    static Map<String, String> labels(Map<String, String> root, Map<String, String> present) {
        Map<String, String> labels = new TreeMap<>();
        root.forEach((key, value) -> {
            if (key.startsWith(PREFIX)) {
                labels.put(key, value);
            }
        });
        String strictest = "baseline";
        for (String level : List.of(root.getOrDefault(ENFORCE, ""), present.getOrDefault(ENFORCE, ""))) {
            if (LEVELS.indexOf(level) > LEVELS.indexOf(strictest)) {
                strictest = level;
            }
        }
        labels.put(ENFORCE, strictest);
        return labels;
    }

    /** Those of a namespace that stays as it is. */
    static Map<String, String> kept(Map<String, String> present) {
        Map<String, String> kept = new TreeMap<>(present);
        kept.keySet().removeIf(key -> !key.startsWith(PREFIX));
        return kept;
    }
}
