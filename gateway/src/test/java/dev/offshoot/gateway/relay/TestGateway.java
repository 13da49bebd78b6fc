package dev.offshoot.gateway.relay;

import dev.offshoot.routing.decision.Backend;
import dev.offshoot.routing.decision.Endpoint;
import dev.offshoot.routing.decision.UpstreamProtocol;
import dev.offshoot.routing.facts.ServiceKey;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.cloud.gateway.config.GlobalCorsProperties;
import org.springframework.cloud.gateway.handler.FilteringWebHandler;
import org.springframework.cloud.gateway.handler.RoutePredicateHandlerMapping;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.GatewayFilterSpec;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.cloud.gateway.route.builder.UriSpec;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;

/** A small Spring Cloud Gateway application whose hosts are relayed to the endpoints that a test names. */
final class TestGateway implements AutoCloseable {
    /** What a host leads to. */
    record Target(Backend backend, Route route, boolean intercepted) {}

    private final ConfigurableApplicationContext context;
    private final Targets targets;
    /** Every endpoint that was chosen, in order. */
    final List<Endpoint> chosen;

    static {
    }

    TestGateway(String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--server.http2.enabled=true",
                "--server.shutdown=immediate",
                "--spring.main.banner-mode=off",
                "--logging.level.root=WARN",
                "--logging.level.org.hibernate=ERROR",
                "--spring.cloud.gateway.server.webflux.filter.json-to-grpc.enabled=false"));
        Arrays.stream(settings).map(setting -> "--" + setting).forEach(arguments::add);
        context = SpringApplication.run(Application.class, arguments.toArray(String[]::new));
        targets = context.getBean(Targets.class);
        chosen = targets.chosen;
    }

    int port() {
        return ((ReactiveWebServerApplicationContext) context).getWebServer().getPort();
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    void target(String host, UpstreamProtocol protocol, int... ports) {
        targets.put(host, backend(protocol, 0, ports), filters -> filters);
    }

    void target(String host, Backend backend) {
        targets.put(host, backend, filters -> filters);
    }

    void filtered(String host, int port, UnaryOperator<GatewayFilterSpec> filters) {
        targets.put(host, backend(UpstreamProtocol.HTTP1, 0, port), filters);
    }

    static Backend backend(UpstreamProtocol protocol, int affinitySeconds, int... ports) {
        List<Endpoint> endpoints = Arrays.stream(ports)
                .mapToObj(port -> new Endpoint("127.0.0.1", port))
                .toList();
        return new Backend(
                new ServiceKey("default", "orders"),
                "http",
                80,
                protocol,
                endpoints,
                endpoints.size(),
                affinitySeconds,
                false,
                null);
    }

    @Override
    public void close() {
        context.close();
        Leaks.assertNone();
    }

    /** The routes by host. */
    static final class Targets {
        private final Map<String, Target> byHost = new ConcurrentHashMap<>();
        private final List<Endpoint> chosen = new CopyOnWriteArrayList<>();
        private final RouteLocatorBuilder builder;

        Targets(RouteLocatorBuilder builder) {
            this.builder = builder;
        }

        void put(String host, Backend backend, UnaryOperator<GatewayFilterSpec> filters) {
            Route route = builder.routes()
                    .route(host, predicates -> {
                        UriSpec spec = predicates.alwaysTrue().filters(given -> filters.apply(given));
                        return spec.uri("no://op");
                    })
                    .build()
                    .getRoutes()
                    .blockFirst();
            byHost.put(host, new Target(backend, route, host.startsWith("intercepted")));
        }
    }

    /** As the gateway's own mapping does it: a route by host, and the call in an attribute. */
    static final class Mapping extends RoutePredicateHandlerMapping {
        private final Targets targets;

        Mapping(
                FilteringWebHandler handler,
                RouteLocator locator,
                GlobalCorsProperties cors,
                Environment environment,
                Targets targets) {
            super(handler, locator, cors, environment);
            this.targets = targets;
        }

        @Override
        protected Mono<Route> lookupRoute(ServerWebExchange exchange) {
            String host = exchange.getRequest().getHeaders().getFirst("Host");
            Target target = host == null ? null : targets.byHost.get(host);
            if (target == null) {
                return Mono.empty();
            }
            exchange.getAttributes()
                    .put(RelayCall.ATTRIBUTE, new Call(target.backend(), target.intercepted(), targets.chosen));
            return Mono.just(target.route());
        }
    }

    record Call(Backend backend, boolean interceptedArrival, List<Endpoint> chosen) implements RelayCall {
        @Override
        public void onEnd(long requestBytes, long responseBytes) {}

        @Override
        public String chargedSpace() {
            return null;
        }

        @Override
        public String clientAddress() {
            return "127.0.0.1";
        }

        @Override
        public boolean trustedProxy() {
            return false;
        }

        @Override
        public void onEndpoint(Endpoint endpoint) {
            chosen.add(endpoint);
        }

        @Override
        public void editRequest(HttpHeaders headers) {
            headers.set("x-edited", "request");
        }

        @Override
        public void editResponse(HttpHeaders headers, int status) {
            if (headers.contains("x-unbearable")) {
                throw new IllegalArgumentException("unbearable");
            }
            headers.set("x-edited", "response");
        }
    }

    // No @Configuration: the gateway's own component scan must not find it.
    @EnableAutoConfiguration
    @Import(RelayConfiguration.class)
    static class Application {
        /** Its own event loops: those shared by default end with the first gateway that is closed. */
        @Bean
        ReactorResourceFactory reactorResourceFactory() {
            ReactorResourceFactory resources = new ReactorResourceFactory();
            resources.setUseGlobalResources(false);
            resources.setShutdownQuietPeriod(Duration.ZERO);
            return resources;
        }

        @Bean
        Targets targets(RouteLocatorBuilder builder) {
            return new Targets(builder);
        }

        @Bean
        RoutePredicateHandlerMapping routePredicateHandlerMapping(
                FilteringWebHandler handler,
                RouteLocator locator,
                GlobalCorsProperties cors,
                Environment environment,
                Targets targets) {
            return new Mapping(handler, locator, cors, environment, targets);
        }

        @Bean
        @Order(-2)
        WebExceptionHandler relayErrors() {
            return (exchange, failure) -> {
                if (!(failure instanceof RelayException relay)
                        || exchange.getResponse().isCommitted()) {
                    return Mono.error(failure);
                }
                exchange.getResponse()
                        .setStatusCode(HttpStatusCode.valueOf(relay.code().status()));
                exchange.getResponse()
                        .getHeaders()
                        .set("x-offshoot-error", relay.code().code());
                return exchange.getResponse()
                        .writeWith(Mono.just(exchange.getResponse()
                                .bufferFactory()
                                .wrap(relay.detail().getBytes(StandardCharsets.UTF_8))));
            };
        }
    }
}
