package dev.offshoot.spaceapi.translate;

import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Offshoot's labels and annotations on one object; a value that isn't one of a key's values is a problem and read as absent. */
final class Marks {
    private final ObjectRef object;
    private final Map<String, String> labels;
    private final Map<String, String> annotations;
    private final List<Problem> problems;

    /** @param problems where what is found wrong is added */
    Marks(ObjectRef object, ObjectMeta metadata, List<Problem> problems) {
        this.object = object;
        this.labels = present(metadata.getLabels());
        this.annotations = present(metadata.getAnnotations());
        this.problems = problems;
    }

    private static Map<String, String> present(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : map;
    }

    @Nullable
    String label(String key) {
        if (!labels.containsKey(key) && annotations.containsKey(key)) {
            bad(key + " is an annotation, expected a label; it is ignored");
        }
        return labels.get(key);
    }

    @Nullable
    String annotation(String key) {
        if (!annotations.containsKey(key) && labels.containsKey(key)) {
            bad(key + " is a label, expected an annotation; it is ignored");
        }
        return annotations.get(key);
    }

    /** An annotation with a closed set of values. */
    <T> @Nullable T oneOf(String key, Map<String, T> values) {
        String written = annotation(key);
        if (written == null) {
            return null;
        }
        T value = values.get(written);
        if (value == null) {
            bad(key, written, String.join(" or ", values.keySet()), "it is ignored");
        }
        return value;
    }

    /** An annotation that is {@code "true"}, {@code "false"} or absent. */
    boolean flag(String key) {
        String written = annotation(key);
        if (written == null || written.equals("false")) {
            return false;
        }
        if (!written.equals("true")) {
            bad(key, written, "\"true\" or \"false\"", "it is ignored");
        }
        return written.equals("true");
    }

    /** An annotation that lists values: trimmed, empty ones and repetitions left out, in the order written. */
    Set<String> list(String key) {
        Set<String> values = new LinkedHashSet<>();
        String written = annotation(key);
        if (written == null) {
            return values;
        }
        for (String value : written.split(",")) {
            if (!value.isBlank()) {
                values.add(value.strip());
            }
        }
        return values;
    }

    void bad(String key, String value, String expected, String consequence) {
        bad(key + " is \"" + Shown.of(value) + "\", expected " + expected + "; " + consequence);
    }

    private void bad(String text) {
        problems.add(new Problem(ProblemCode.BAD_VALUE, object, text));
    }
}
