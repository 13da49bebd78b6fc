package dev.offshoot.routing.decision;

import dev.offshoot.routing.context.RequestView;
import dev.offshoot.routing.context.SeenTraces;
import dev.offshoot.routing.snapshot.Snapshot;
import java.util.Map;

/** Explains a routing, for the response header, the CLI and the management API alike. Pure; not for every request. */
public final class Explainer {
    private Explainer() {}

    /** Explains what {@link Router#route} answered for the same arguments. */
    public static Explanation explain(
            Snapshot snapshot, Arrival arrival, RequestView request, SeenTraces seen, Routing routing) {
        return new Explanation("", "", Map.of());
    }
}
