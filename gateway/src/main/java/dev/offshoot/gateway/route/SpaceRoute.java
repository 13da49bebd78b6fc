package dev.offshoot.gateway.route;

import dev.offshoot.gateway.GatewayProperties;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.factory.GatewayFilterFactory;
import org.springframework.cloud.gateway.handler.FilteringWebHandler;
import org.springframework.cloud.gateway.handler.predicate.RoutePredicateFactory;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteDefinition;
import org.springframework.cloud.gateway.route.RouteDefinitionRouteLocator;
import org.springframework.cloud.gateway.support.ConfigurationService;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The one Spring Cloud Gateway route of all space traffic, with the operator's {@code default-filters} on it, and the chains that
 * run it. Spaces and Services are never routes of their own: Spring Cloud Gateway scans its routes for each request.
 */
@Component
@SuppressWarnings("rawtypes") // as Spring Cloud Gateway declares its factories
final class SpaceRoute {
    /** Stock filters for routes with a URI, which would find nothing to do, and the one that times what RoutingMetrics times. */
    private static final Set<String> NOT_FOR_SPACES = Set.of(
            "ForwardPathFilter",
            "ForwardRoutingFilter",
            "GatewayMetricsFilter",
            "NettyRoutingFilter",
            "NettyWriteResponseFilter",
            "RouteToRequestUrlFilter",
            "WebsocketRoutingFilter",
            "ReactiveLoadBalancerClientFilter",
            "LoadBalancerServiceInstanceCookieFilter");

    private final Route filtered;
    private final FilteringWebHandler urlChain;
    private final FilteringWebHandler interceptionChain;
    private final Route intercepted;

    SpaceRoute(
            List<GlobalFilter> globalFilters,
            @Qualifier("relayRoutingFilter") GlobalFilter relayRouting,
            @Qualifier("relayResponseFilter") GlobalFilter relayResponse,
            List<RoutePredicateFactory> predicates,
            List<GatewayFilterFactory> factories,
            org.springframework.cloud.gateway.config.GatewayProperties stockProperties,
            ConfigurationService configuration,
            GatewayProperties properties) {
        filtered = withDefaultFilters(predicates, factories, stockProperties, configuration);
        urlChain = new FilteringWebHandler(
                globalFilters.stream().filter(SpaceRoute::fitsSpaces).toList(), true);
        if (properties.interceptionFilters()) {
            intercepted = filtered;
            interceptionChain = urlChain;
        } else {
            intercepted = unfiltered();
            interceptionChain = new FilteringWebHandler(List.of(relayResponse, relayRouting), true);
        }
    }

    Mono<Void> runUrl(ServerWebExchange exchange) {
        exchange.getAttributes().put(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR, filtered);
        return urlChain.handle(exchange);
    }

    Mono<Void> runIntercepted(ServerWebExchange exchange) {
        exchange.getAttributes().put(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR, intercepted);
        return interceptionChain.handle(exchange);
    }

    private static Route unfiltered() {
        return Route.async()
                .id("offshoot-interception")
                .uri("no://op")
                .asyncPredicate(exchange -> Mono.just(true))
                .build();
    }

    private static boolean fitsSpaces(GlobalFilter filter) {
        Class<?> type = filter.getClass();
        return !(type.getPackageName().startsWith("org.springframework.cloud.gateway.filter")
                && NOT_FOR_SPACES.contains(type.getSimpleName()));
    }

    /** Built as Spring Cloud Gateway builds a configured route, so that names, arguments and order of default filters mean the same. */
    private static Route withDefaultFilters(
            List<RoutePredicateFactory> predicates,
            List<GatewayFilterFactory> factories,
            org.springframework.cloud.gateway.config.GatewayProperties stockProperties,
            ConfigurationService configuration) {
        RouteDefinition definition = new RouteDefinition();
        definition.setId("offshoot-spaces");
        definition.setUri(URI.create("no://op"));
        RouteDefinitionRouteLocator locator = new RouteDefinitionRouteLocator(
                () -> Flux.just(definition), predicates, factories, stockProperties, configuration);
        return Objects.requireNonNull(locator.getRoutes().blockFirst(), "route of all spaces");
    }
}
