package dev.offshoot.routing.problem;

import dev.offshoot.routing.facts.ObjectRef;
import java.util.Comparator;

/**
 * Something in users' objects that Offshoot can't honour.
 *
 * @param object the object to mend
 * @param text one sentence: the value, what was expected, and what follows from it
 */
public record Problem(ProblemCode code, ObjectRef object, String text) implements Comparable<Problem> {
    private static final Comparator<Problem> ORDER =
            Comparator.comparing(Problem::object).thenComparing(Problem::code).thenComparing(Problem::text);

    @Override
    public int compareTo(Problem other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return object + ": " + text + " [" + code.code() + "]";
    }
}
