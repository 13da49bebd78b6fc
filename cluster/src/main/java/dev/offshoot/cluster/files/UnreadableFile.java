package dev.offshoot.cluster.files;

import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;

/**
 * A file or directory that can't be read. Printed as {@code file:line: text}.
 *
 * @param line the first line is 1; 0 where the whole file is meant
 */
public record UnreadableFile(String file, int line, String text) {
    Problem problem() {
        return new Problem(
                ProblemCode.UNREADABLE_FILE, new ObjectRef("File", "", file), this + "; its last good objects stay");
    }

    @Override
    public String toString() {
        return file + (line == 0 ? "" : ":" + line) + ": " + text;
    }
}
