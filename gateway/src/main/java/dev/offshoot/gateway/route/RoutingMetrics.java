package dev.offshoot.gateway.route;

import dev.offshoot.routing.context.ContextRead;
import dev.offshoot.routing.context.RequestView;
import dev.offshoot.routing.context.Source;
import dev.offshoot.routing.decision.Arrival;
import dev.offshoot.routing.decision.Decision.Refuse;
import dev.offshoot.routing.decision.Routing;
import dev.offshoot.routing.snapshot.Snapshot;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/**
 * Counts and times requests. Labels are bounded: the door, the context's source, the outcome, and of healed requests the calling
 * Service; never a space's name, which has as many values as there are developers.
 */
@Component
final class RoutingMetrics {
    private final MeterRegistry registry;
    private final Map<Source, Counter> contexts = new EnumMap<>(Source.class);
    private final Map<Outcome, Timer> url = new EnumMap<>(Outcome.class);
    private final Map<Outcome, Timer> intercepted = new EnumMap<>(Outcome.class);

    /** How a request ended, seen from the gateway. */
    enum Outcome {
        /** The chain completed: an upstream's or a filter's answer. */
        ANSWERED,
        /** The decision refused it. */
        REFUSED,
        /** The relay failed, or the connection broke. */
        FAILED,
        /** The client left. */
        CANCELLED
    }

    RoutingMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Source source : Source.values()) {
            contexts.put(
                    source,
                    Counter.builder("offshoot.context")
                            .description("Requests by the source of their route context")
                            .tag("source", label(source))
                            .register(registry));
        }
        for (Outcome outcome : Outcome.values()) {
            url.put(outcome, timer(registry, "url", outcome));
            intercepted.put(outcome, timer(registry, "intercepted", outcome));
        }
    }

    private static Timer timer(MeterRegistry registry, String arrival, Outcome outcome) {
        return Timer.builder("offshoot.requests")
                .description("Requests from their decision to their end")
                .tag("arrival", arrival)
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    private static String label(Source source) {
        return source.name().toLowerCase(Locale.ROOT);
    }

    RequestMeter begin(Arrival arrival, Snapshot snapshot, RequestView request, Routing routing) {
        Source source = routing.source();
        if (source != null) {
            Objects.requireNonNull(contexts.get(source)).increment();
            if (source.healed()) {
                healed(source, snapshot, request);
            }
        }
        if (routing.ignored() != 0) {
            ignored(routing.ignored());
        }
        return new RequestMeter(
                arrival instanceof Arrival.Url ? url : intercepted,
                routing.decision() instanceof Refuse,
                System.nanoTime());
    }

    /** The caller is the Service that has the peer's address: the one that dropped the context. */
    private void healed(Source source, Snapshot snapshot, RequestView request) {
        String peer = request.peerAddress();
        String caller = peer == null ? null : snapshot.serviceAt(peer);
        registry.counter(
                        "offshoot.context.healed",
                        "source",
                        label(source),
                        "caller",
                        caller == null ? "unknown" : caller)
                .increment();
    }

    private void ignored(int bits) {
        ContextRead.Found read = new ContextRead.Found("", Source.CALLED_SERVICE, null, bits);
        for (Source source : Source.values()) {
            if (read.malformed(source)) {
                registry.counter("offshoot.context.ignored", "source", label(source), "why", "malformed")
                        .increment();
            }
            if (read.unknown(source)) {
                registry.counter("offshoot.context.ignored", "source", label(source), "why", "unknown")
                        .increment();
            }
        }
    }
}
