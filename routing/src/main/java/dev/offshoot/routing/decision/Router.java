package dev.offshoot.routing.decision;

import dev.offshoot.routing.context.RequestView;
import dev.offshoot.routing.context.SeenTraces;
import dev.offshoot.routing.snapshot.Snapshot;

/**
 * The stage that decides about one request: which Service its door and host name, which space it belongs to, which space's
 * Service answers. Pure; never throws whatever the request holds; costs the same however many spaces there are and is linear in
 * the lineage.
 */
public final class Router {
    private Router() {}

    /** Decides. {@code seen} is asked only where no header of the request names a space. */
    public static Routing route(Snapshot snapshot, Arrival arrival, RequestView request, SeenTraces seen) {
        return switch (arrival) {
            case Arrival.Url url -> UrlRouter.route(snapshot, url, request, seen);
            case Arrival.Intercepted intercepted ->
                InterceptionRouter.route(snapshot, intercepted.listener(), request, seen);
        };
    }
}
