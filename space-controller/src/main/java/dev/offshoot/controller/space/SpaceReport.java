package dev.offshoot.controller.space;

import dev.offshoot.routing.problem.Problem;
import dev.offshoot.spaceapi.SpaceInterception;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one space: equal for equal clusters, so that a status is written only when it says something new.
 *
 * @param space null where the namespace is no space, as far as is known
 * @param problems of the space, of what is in its namespace, and of the Services that it overrides, sorted
 * @param interceptions for its overrides, sorted
 */
record SpaceReport(@Nullable Place space, List<Problem> problems, List<SpaceInterception> interceptions) {
    static final SpaceReport NONE = new SpaceReport(null, List.of(), List.of());

    SpaceReport {
        problems = List.copyOf(problems);
        interceptions = List.copyOf(interceptions);
    }

    /**
     * A space's place among the others.
     *
     * @param parent null for a root
     * @param root null where the chain of parents leads to none
     * @param broken what breaks it; null where nothing does
     */
    record Place(
            @Nullable String parent,
            @Nullable String root,
            List<String> joins,
            List<String> lineage,
            @Nullable String broken,
            List<String> overrides,
            List<String> urls) {}
}
