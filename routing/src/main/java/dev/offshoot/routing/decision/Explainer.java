package dev.offshoot.routing.decision;

import dev.offshoot.routing.context.ContextSources;
import dev.offshoot.routing.context.RequestView;
import dev.offshoot.routing.context.SeenTraces;
import dev.offshoot.routing.context.Sighting;
import dev.offshoot.routing.context.Source;
import dev.offshoot.routing.context.Verdict;
import dev.offshoot.routing.host.HostMatch;
import dev.offshoot.routing.snapshot.CompiledPort;
import dev.offshoot.routing.snapshot.CompiledService;
import dev.offshoot.routing.snapshot.Snapshot;
import dev.offshoot.routing.snapshot.Space;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Explains a routing, for the response header, the CLI and the management API alike. Pure; not for every request. */
public final class Explainer {
    private final Snapshot snapshot;
    private final Arrival arrival;
    private final Routing routing;

    private Explainer(Snapshot snapshot, Arrival arrival, Routing routing) {
        this.snapshot = snapshot;
        this.arrival = arrival;
        this.routing = routing;
    }

    /** Explains what {@link Router#route} answered for the same arguments. */
    public static Explanation explain(
            Snapshot snapshot, Arrival arrival, RequestView request, SeenTraces seen, Routing routing) {
        List<Sighting> sources = sources(snapshot, arrival, request, seen);
        return new Explainer(snapshot, arrival, routing).explain(sources);
    }

    private Explanation explain(List<Sighting> sources) {
        String context = context();
        Space space = context == null ? null : snapshot.space(context);
        List<String> lineage = space == null || space.broken() != null ? List.of() : space.lineage();
        Decision.Forward forward = routing.decision() instanceof Decision.Forward one ? one : null;
        Decision.Refuse refusal = routing.decision() instanceof Decision.Refuse one ? one : null;
        Backend backend = forward == null ? null : forward.backend();
        return new Explanation(
                context,
                routing.source() == null ? null : routing.source().shown(),
                routing.host(),
                called(),
                lineage,
                backend == null ? null : backend.service().toString(),
                backend == null ? null : role(backend, lineage),
                backend == null ? 0 : backend.ready(),
                backend == null ? 0 : known(backend),
                forward == null ? null : forward.notice(),
                refusal,
                sources.stream().filter(this::idle).map(this::ignored).toList());
    }

    private @Nullable String context() {
        return switch (routing.decision()) {
            case Decision.Forward forward -> forward.context();
            case Decision.Refuse refuse -> routing.source() == null ? null : refuse.space();
        };
    }

    private @Nullable String called() {
        if (routing.called() == null) {
            return null;
        }
        CompiledService service = snapshot.service(routing.called());
        Backend port = switch (arrival) {
            case Arrival.Url url ->
                service == null || service.exposed() == null
                        ? null
                        : service.exposed().backend();
            case Arrival.Intercepted intercepted -> intercepted.listener().called();
        };
        return port == null
                ? routing.called().toString()
                : routing.called() + ":" + (port.portName().isEmpty() ? port.portNumber() : port.portName());
    }

    private String role(Backend backend, List<String> lineage) {
        CompiledService service = snapshot.service(backend.service());
        String tunnel =
                service == null || service.tunnelOwner() == null ? "" : ", a local process of " + service.tunnelOwner();
        return place(backend, lineage) + tunnel;
    }

    private String place(Backend backend, List<String> lineage) {
        String namespace = backend.service().namespace();
        int at = lineage.indexOf(namespace);
        if (at < 0) {
            return lineage.isEmpty() ? "the called Service" : "the called Service, outside the lineage";
        }
        boolean higher = lineage.subList(at + 1, lineage.size()).stream()
                .anyMatch(snapshot.servicesNamed(backend.service().name())::containsKey);
        if (higher) {
            return "override";
        }
        Space space = snapshot.space(namespace);
        return space != null && space.child() ? "only there" : "baseline";
    }

    private int known(Backend backend) {
        CompiledService service = snapshot.service(backend.service());
        if (service != null) {
            for (CompiledPort port : service.ports()) {
                if (port.backend().equals(backend)) {
                    return port.known();
                }
            }
        }
        return backend.endpoints().size();
    }

    /** The called Service is always there and says nothing of the request. */
    private boolean idle(Sighting sighting) {
        return sighting.source() != Source.CALLED_SERVICE && !decides(sighting);
    }

    private boolean decides(Sighting sighting) {
        return sighting.verdict() == Verdict.DECIDES && sighting.source() == routing.source();
    }

    private Explanation.Ignored ignored(Sighting sighting) {
        String why = switch (sighting.verdict()) {
            case DECIDES -> "its space isn't served by this host";
            case LOWER -> "lower";
            case REJECTED, MALFORMED, UNKNOWN, NO_PREFIXED_HOST, UNTRUSTED, NOT_OPTED_IN, NAVIGATION ->
                sighting.verdict().shown();
        };
        return new Explanation.Ignored(sighting.carrier(), sighting.shownValue(), why);
    }

    private static List<Sighting> sources(Snapshot snapshot, Arrival arrival, RequestView request, SeenTraces seen) {
        HostMatch.Ours ours = snapshot.match(request.authority()) instanceof HostMatch.Ours one ? one : null;
        String urlSpace = ours == null ? null : ours.space();
        return switch (arrival) {
            case Arrival.Url url ->
                ours == null
                        ? List.of()
                        : ContextSources.list(
                                request,
                                snapshot,
                                seen,
                                UrlRouter.options(snapshot, url, ours.host()),
                                UrlRouter.calledSpace(ours.host()),
                                urlSpace);
            case Arrival.Intercepted intercepted ->
                ContextSources.list(
                        request,
                        snapshot,
                        seen,
                        snapshot.readOptions(true, intercepted.listener().contextFromOrigin()),
                        intercepted.listener().called().service().namespace(),
                        urlSpace);
        };
    }
}
