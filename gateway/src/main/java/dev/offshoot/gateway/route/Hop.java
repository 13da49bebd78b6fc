package dev.offshoot.gateway.route;

import dev.offshoot.routing.decision.Arrival;
import dev.offshoot.routing.decision.Decision.Forward;
import dev.offshoot.routing.decision.Routing;
import dev.offshoot.routing.snapshot.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through the gateway: what was decided about it, in the one snapshot that it was decided in.
 *
 * @param explanation the line to answer in {@code x-offshoot-explain}; null where it wasn't asked for
 */
record Hop(
        Snapshot snapshot,
        Arrival arrival,
        NativeRequestView request,
        Routing routing,
        Forward forward,
        @Nullable String explanation) {}
