package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.facts.Fallback;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A space with what follows from its place among the others.
 *
 * @param parent null for a root space
 * @param root the root space at the end of its parent chain, itself for a root; null where that chain leads nowhere
 * @param lineage the space, then where else its Services are looked for, nearest first; only itself where the space is broken
 * @param broken what breaks the space, as one sentence without a stop; null where nothing does
 * @param traceTag the left half of trace ids made for the space
 */
public record Space(
        String name,
        @Nullable String parent,
        @Nullable String root,
        List<String> joins,
        List<String> lineage,
        Fallback fallback,
        @Nullable String broken,
        long traceTag) {
    public Space {
        joins = List.copyOf(joins);
        lineage = List.copyOf(lineage);
    }

    /** Whether anything of the context must be carried on: a root's need not. */
    public boolean child() {
        return parent != null;
    }
}
