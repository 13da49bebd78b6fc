package dev.offshoot.gateway.route;

import dev.offshoot.gateway.GatewayProperties;
import dev.offshoot.gateway.access.AccessRecord;
import dev.offshoot.gateway.error.RefusedException;
import dev.offshoot.gateway.listen.Arrivals;
import dev.offshoot.gateway.listen.LocalCaller;
import dev.offshoot.gateway.relay.RelayCall;
import dev.offshoot.gateway.source.PublishedSnapshot;
import dev.offshoot.routing.decision.Arrival;
import dev.offshoot.routing.decision.Decision.Forward;
import dev.offshoot.routing.decision.Decision.Refuse;
import dev.offshoot.routing.decision.ErrorCode;
import dev.offshoot.routing.decision.Explainer;
import dev.offshoot.routing.decision.Router;
import dev.offshoot.routing.decision.Routing;
import dev.offshoot.routing.snapshot.Listener;
import dev.offshoot.routing.snapshot.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Where a request meets the snapshot: asks for the decision and runs Spring Cloud Gateway's filters on it, or ends it with the
 * refusal. The last of the web filters, and so in front of WebFlux' dispatcher, which would answer CORS preflights itself instead
 * of asking the application. A host that is none of ours goes on to the dispatcher and the operator's own routes.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
final class SpaceWebFilter implements WebFilter {
    private static final String HEALTH = "/.well-known/offshoot/health";
    private static final String EXPLAIN = "x-offshoot-explain";

    private static final Refuse NOT_READY = new Refuse(
            ErrorCode.NOT_READY, "the gateway doesn't know the cluster's objects yet", null, null, List.of());

    private final PublishedSnapshot published;
    private final SpaceRoute route;
    private final TraceMemory traces;
    private final Forwarding forwarding;
    private final RoutingMetrics metrics;
    private final ApplicationAvailability availability;
    private final Arrival url;

    SpaceWebFilter(
            PublishedSnapshot published,
            SpaceRoute route,
            TraceMemory traces,
            Forwarding forwarding,
            RoutingMetrics metrics,
            ApplicationAvailability availability,
            GatewayProperties properties) {
        this.published = published;
        this.route = route;
        this.traces = traces;
        this.forwarding = forwarding;
        this.metrics = metrics;
        this.availability = availability;
        this.url = new Arrival.Url(properties.trustContext());
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (!Arrivals.isData(exchange)) {
            return chain.filter(exchange);
        }
        HttpServerRequest request = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
        @Nullable Listener listener = Arrivals.of(exchange);
        if (listener == null && HEALTH.equals(request.uri())) {
            return HealthAnswer.write(exchange, down());
        }
        if (!published.ready()) {
            return Mono.error(new RefusedException(NOT_READY));
        }
        return route(exchange, chain, request, listener == null ? url : new Arrival.Intercepted(listener));
    }

    /** Why load balancers should send nothing here; null where they should. */
    private @Nullable String down() {
        if (!published.ready()) {
            return "no snapshot yet";
        }
        return availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC ? null : "stopping";
    }

    private Mono<Void> route(
            ServerWebExchange exchange, WebFilterChain chain, HttpServerRequest request, Arrival arrival) {
        Snapshot snapshot = published.current();
        LocalCaller caller = Arrivals.callerOf(exchange);
        NativeRequestView view = new NativeRequestView(request, caller == null ? null : caller.space());
        Routing routing = Router.route(snapshot, arrival, view, traces);
        if (caller == null || !(routing.decision() instanceof Forward forward)) {
            return carryOut(exchange, chain, snapshot, arrival, view, routing);
        }
        Mono<Routing> allowed = caller.refusal(forward.backend().service())
                .map(refuse -> routing.refused(refuse))
                .defaultIfEmpty(routing);
        return Arrivals.onItsLoop(exchange, allowed)
                .flatMap(known -> carryOut(exchange, chain, snapshot, arrival, view, known));
    }

    private Mono<Void> carryOut(
            ServerWebExchange exchange,
            WebFilterChain chain,
            Snapshot snapshot,
            Arrival arrival,
            NativeRequestView view,
            Routing routing) {
        @Nullable
        String explanation = "1".equals(view.header(EXPLAIN))
                ? Explainer.explain(snapshot, arrival, view, traces, routing).line()
                : null;
        if (explanation != null) {
            exchange.getResponse().getHeaders().set(EXPLAIN, explanation); // also where an error answers
        }
        AccessRecord record = Arrivals.recordOf(exchange);
        if (record != null) {
            record.decided(routing);
        }
        RequestMeter meter = metrics.begin(arrival, snapshot, view, routing);
        Mono<Void> answer = switch (routing.decision()) {
            case Forward forward ->
                forward(exchange, new Hop(snapshot, arrival, view, routing, forward, explanation), meter, record);
            case Refuse refuse -> refuse(exchange, chain, arrival, refuse);
        };
        return answer.doFinally(meter);
    }

    private Mono<Void> forward(ServerWebExchange exchange, Hop hop, RequestMeter meter, @Nullable AccessRecord record) {
        try {
            exchange.getAttributes().put(RelayCall.ATTRIBUTE, forwarding.call(hop, meter, record));
        } catch (RefusedException loop) {
            return Mono.error(loop);
        }
        return hop.arrival() instanceof Arrival.Url ? route.runUrl(exchange) : route.runIntercepted(exchange);
    }

    private static Mono<Void> refuse(ServerWebExchange exchange, WebFilterChain chain, Arrival arrival, Refuse refuse) {
        if (refuse.code() == ErrorCode.UNKNOWN_HOST && arrival instanceof Arrival.Url) {
            exchange.getAttributes().put(ErrorHandler.UNMATCHED_ATTRIBUTE, refuse);
            return chain.filter(exchange);
        }
        return Mono.error(new RefusedException(refuse));
    }
}
