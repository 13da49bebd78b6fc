package dev.offshoot.gateway.management;

import dev.offshoot.gateway.GatewayProperties;
import dev.offshoot.gateway.listen.InterceptionListeners;
import dev.offshoot.gateway.replica.ReplicaState;
import dev.offshoot.gateway.source.ApiServer;
import dev.offshoot.gateway.source.PublishedSnapshot;
import dev.offshoot.routing.context.SeenTraces;
import dev.offshoot.routing.decision.Arrival;
import dev.offshoot.routing.decision.ExplainedRequest;
import dev.offshoot.routing.decision.Explainer;
import dev.offshoot.routing.decision.Explanation;
import dev.offshoot.routing.decision.Router;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.show.SpaceText;
import dev.offshoot.routing.snapshot.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * {@code /api/…} on the management port: spaces, routes, problems and explanations, as JSON, or as text where {@code Accept} names
 * {@code text/plain}; and what the controller hears of this gateway, as a stream. Who may read them is {@link ApiAccess}' word.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
class ManagementApi implements ApplicationListener<ContextClosedEvent> {
    private final PublishedSnapshot published;
    private final InterceptionListeners listeners;
    private final boolean trustContext;
    private final ListeningStream listening;
    private final ApiAccess access;

    ManagementApi(
            PublishedSnapshot published,
            InterceptionListeners listeners,
            ReplicaState state,
            ApiServer api,
            GatewayProperties properties) {
        this.published = published;
        this.listeners = listeners;
        this.trustContext = properties.trustContext();
        this.listening = new ListeningStream(state, properties.heartbeat());
        this.access = new ApiAccess(api.client());
    }

    @Bean
    RouterFunction<ServerResponse> offshootApi() {
        return RouterFunctions.route()
                .GET(
                        "/api/spaces",
                        request -> answer(request, published.current().spaces(), SpaceText::spaces))
                .GET("/api/routes", this::routes)
                .GET("/api/problems", this::problems)
                .GET("/api/explain", this::explain)
                .GET("/api/listening", request -> listening.answer())
                .filter(access::filter)
                .build();
    }

    /** The management server stops. */
    @Override
    public void onApplicationEvent(ContextClosedEvent closed) {
        listening.end();
        access.close();
    }

    private Mono<ServerResponse> routes(ServerRequest request) {
        String space = request.queryParam("space").orElse("");
        Snapshot snapshot = published.current();
        if (!snapshot.isSpace(space)) {
            return wrong(
                    404,
                    "space: '" + space + "' (expected: one of the "
                            + snapshot.spaces().size() + " spaces that /api/spaces lists)");
        }
        return answer(request, snapshot.routes(space), SpaceText::routes);
    }

    private Mono<ServerResponse> problems(ServerRequest request) {
        List<Problem> problems = allProblems();
        return answer(request, problems.stream().map(Problem::toMap).toList(), maps -> SpaceText.problems(problems));
    }

    private List<Problem> allProblems() {
        return Stream.concat(published.current().problems().stream(), listeners.problems().stream())
                .sorted()
                .toList();
    }

    private Mono<ServerResponse> explain(ServerRequest request) {
        ExplainedRequest explained;
        try {
            explained = ExplainedRequest.of(
                    request.queryParam("url").orElse(""), request.queryParams().getOrDefault("header", List.of()));
        } catch (IllegalArgumentException wrong) {
            return wrong(400, String.valueOf(wrong.getMessage()));
        }
        Snapshot snapshot = published.current();
        Arrival arrival = new Arrival.Url(trustContext);
        Explanation explanation = Explainer.explain(
                snapshot,
                arrival,
                explained,
                SeenTraces.NONE,
                Router.route(snapshot, arrival, explained, SeenTraces.NONE));
        return answer(request, explanation.toMap(), map -> explanation.text());
    }

    private static <T> Mono<ServerResponse> answer(
            ServerRequest request, T value, java.util.function.Function<T, String> asText) {
        boolean text = request.headers().accept().stream().anyMatch(MediaType.TEXT_PLAIN::equalsTypeAndSubtype);
        return text
                ? ServerResponse.ok().contentType(MediaType.TEXT_PLAIN).bodyValue(asText.apply(value))
                : ServerResponse.ok().contentType(MediaType.APPLICATION_JSON).bodyValue(value);
    }

    private static Mono<ServerResponse> wrong(int status, String detail) {
        return ServerResponse.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .bodyValue(Map.of("status", status, "detail", detail));
    }
}
