package dev.offshoot.routing.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A space as people are shown it.
 *
 * @param root the space at the end of its parent chain; null where that chain leads nowhere
 * @param parent null for a root space
 * @param lineage the space itself first; only itself where the space is broken
 * @param broken what breaks the space; null where nothing does
 * @param overrides names of its Services that an ancestor has too, sorted
 * @param urls hosts under which it is served, without scheme and port, sorted
 */
public record SpaceView(
        String name,
        @Nullable String root,
        @Nullable String parent,
        List<String> joins,
        List<String> lineage,
        @Nullable String broken,
        List<String> overrides,
        List<String> urls) {
    public SpaceView {
        joins = List.copyOf(joins);
        lineage = List.copyOf(lineage);
        overrides = List.copyOf(overrides);
        urls = List.copyOf(urls);
    }
}
