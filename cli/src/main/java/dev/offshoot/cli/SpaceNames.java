package dev.offshoot.cli;

import dev.offshoot.routing.host.NearestNames;
import dev.offshoot.routing.snapshot.Snapshot;
import dev.offshoot.routing.snapshot.SpaceView;
import java.util.List;

/** Names of spaces that people type. */
final class SpaceNames {
    private SpaceNames() {}

    /** @throws IllegalArgumentException where it isn't a space, with those it may have been meant as */
    static void check(Snapshot snapshot, String name) {
        if (snapshot.isSpace(name)) {
            return;
        }
        List<String> names = snapshot.spaces().stream().map(SpaceView::name).toList();
        List<String> nearest = NearestNames.of(name, names);
        throw new IllegalArgumentException("'" + name + "' is no space ("
                + (nearest.isEmpty()
                        ? "expected: one of the " + names.size() + " that offshoot spaces lists"
                        : "did you mean " + String.join(", ", nearest) + "?")
                + ")");
    }
}
