package dev.offshoot.cluster.files;

import dev.offshoot.routing.problem.Problem;
import java.util.List;
import java.util.Map;

/**
 * What a readable file holds.
 *
 * @param objects in the order written
 * @param others how many objects of kinds that facts aren't made of, by {@code apiVersion kind}
 */
record FileContent(List<ReadObject> objects, List<Problem> problems, Map<String, Integer> others) {
    static final FileContent EMPTY = new FileContent(List.of(), List.of(), Map.of());

    FileContent {
        objects = List.copyOf(objects);
        problems = List.copyOf(problems);
        others = Map.copyOf(others);
    }
}
