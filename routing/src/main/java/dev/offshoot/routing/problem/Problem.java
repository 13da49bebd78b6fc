package dev.offshoot.routing.problem;

import dev.offshoot.routing.facts.ObjectRef;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something in users' objects that Offshoot can't honour.
 *
 * @param object the object to mend
 * @param text one sentence: the value, what was expected, and what follows from it
 */
public record Problem(ProblemCode code, ObjectRef object, String text) implements Comparable<Problem> {
    private static final Comparator<Problem> ORDER =
            Comparator.comparing(Problem::object).thenComparing(Problem::code).thenComparing(Problem::text);

    /** As JSON and YAML show it. */
    public Map<String, String> toMap() {
        Map<String, String> map = new LinkedHashMap<>();
        map.put("code", code.code());
        map.put("object", object.toString());
        map.put("text", text);
        return map;
    }

    @Override
    public int compareTo(Problem other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return object + ": " + text + " [" + code.code() + "]";
    }
}
