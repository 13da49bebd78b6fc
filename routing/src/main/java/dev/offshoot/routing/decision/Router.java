package dev.offshoot.routing.decision;

import dev.offshoot.routing.context.RequestView;
import dev.offshoot.routing.context.SeenTraces;
import dev.offshoot.routing.host.HostForm;
import dev.offshoot.routing.snapshot.Snapshot;
import java.util.List;

/** The stage that decides about one request: host, context, answering Service. Pure; never throws whatever the request holds. */
public final class Router {
    private Router() {}

    public static Routing route(Snapshot snapshot, Arrival arrival, RequestView request, SeenTraces seen) {
        Decision refuse = new Decision.Refuse(ErrorCode.NOT_READY, "no snapshot yet", null, null, List.of());
        return new Routing(refuse, null, null, null, HostForm.BARE, false);
    }
}
