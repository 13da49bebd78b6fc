package dev.offshoot.controller.space;

import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import dev.offshoot.spaceapi.DevSpace;
import dev.offshoot.spaceapi.DevSpaceSpec;
import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The labels and annotations that a DevSpace wants on its namespace. In a namespace that others made, what others wrote there stays.
 *
 * @param conflicts what others wrote differently
 */
record NamespaceMarks(Map<String, String> labels, Map<String, String> annotations, List<Problem> conflicts) {
    static final String LABELS = "labels";
    static final String ANNOTATIONS = "annotations";

    /**
     * @param namespace one that is managed
     * @param rootLabels of the space's root; empty where none is known
     */
    static NamespaceMarks of(
            DevSpace devSpace,
            DevSpaceSpec spec,
            Namespace namespace,
            Standing standing,
            Map<String, String> rootLabels) {
        Map<String, String> labels = new TreeMap<>();
        Map<String, String> annotations = new TreeMap<>();
        if (spec.parent() == null) {
            labels.put(Names.ROOT, "true");
        } else {
            labels.put(Names.PARENT, spec.parent());
        }
        if (spec.joins() != null && !spec.joins().isEmpty()) {
            annotations.put(Names.JOINS, String.join(",", spec.joins()));
        }
        if (spec.fallback() == DevSpaceSpec.FallbackPolicy.Unready) {
            annotations.put(Names.FALLBACK, spec.fallback().name());
        }
        List<Problem> conflicts = new ArrayList<>();
        if (standing.isCreated()) {
            labels.putAll(PodSecurity.labels(rootLabels, Standing.labels(namespace)));
        } else {
            giveWay(devSpace, namespace, LABELS, Standing.labels(namespace), labels, conflicts);
            giveWay(devSpace, namespace, ANNOTATIONS, Standing.annotations(namespace), annotations, conflicts);
        }
        return new NamespaceMarks(labels, annotations, List.copyOf(conflicts));
    }

    /** What stays when the DevSpace is gone: the namespace is no space any more, as far as we made it one. */
    static NamespaceMarks after(Namespace namespace, Standing standing) {
        Map<String, String> labels = standing.isCreated() ? PodSecurity.kept(Standing.labels(namespace)) : Map.of();
        return new NamespaceMarks(labels, Map.of(), List.of());
    }

    private static void giveWay(
            DevSpace devSpace,
            Namespace namespace,
            String field,
            Map<String, String> present,
            Map<String, String> wanted,
            List<Problem> conflicts) {
        Set<String> others = MarkOwners.others(namespace.getMetadata(), field);
        for (String key : List.of(Names.ROOT, Names.PARENT, Names.JOINS, Names.FALLBACK)) {
            String value = present.get(key);
            boolean marksOther = (key.equals(Names.ROOT) || key.equals(Names.PARENT)) && field.equals(LABELS);
            String wish = wanted.get(key);
            if (value == null || value.equals(wish) || !others.contains(key) || (wish == null && !marksOther)) {
                continue;
            }
            wanted.remove(key);
            if (marksOther) {
                wanted.remove(key.equals(Names.ROOT) ? Names.PARENT : Names.ROOT);
            }
            conflicts.add(new Problem(
                    ProblemCode.NAMESPACE_CONFLICT,
                    new ObjectRef("DevSpace", "", devSpace.getMetadata().getName()),
                    key + " of Namespace " + namespace.getMetadata().getName() + " is \"" + value
                            + "\", written by others (expected: "
                            + (wish == null ? "no such label" : "\"" + wish + "\"")
                            + ", as the DevSpace asks); it stays as it is"));
        }
    }

    /** Whether the namespace has them already, and nothing of ours beyond. */
    boolean stand(Namespace namespace) {
        ObjectMeta metadata = namespace.getMetadata();
        return Standing.labels(namespace).entrySet().containsAll(labels.entrySet())
                && Standing.annotations(namespace).entrySet().containsAll(annotations.entrySet())
                && labels.keySet().containsAll(MarkOwners.ours(metadata, LABELS))
                && annotations.keySet().containsAll(MarkOwners.ours(metadata, ANNOTATIONS));
    }

    /** To be applied to this very version of the namespace. */
    Namespace on(Namespace namespace) {
        return new NamespaceBuilder()
                .withNewMetadata()
                .withName(namespace.getMetadata().getName())
                .withUid(namespace.getMetadata().getUid())
                .withResourceVersion(namespace.getMetadata().getResourceVersion())
                .withLabels(labels)
                .withAnnotations(annotations)
                .endMetadata()
                .build();
    }
}
