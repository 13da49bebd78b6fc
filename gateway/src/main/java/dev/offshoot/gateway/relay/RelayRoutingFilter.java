package dev.offshoot.gateway.relay;

import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.ORIGINAL_RESPONSE_CONTENT_TYPE_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.isAlreadyRouted;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.setAlreadyRouted;

import dev.offshoot.routing.decision.ErrorCode;
import io.netty.handler.codec.http.HttpHeaderNames;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.core.Ordered;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Sends routed requests upstream, right before Spring Cloud Gateway's own routing filters, which get all others. */
final class RelayRoutingFilter implements GlobalFilter, Ordered {
    /** The exchange attribute with the {@link RelayExchange} under way. */
    static final String EXCHANGE = "dev.offshoot.relay.exchange";

    /** Before WebsocketRoutingFilter, which comes one before the last. */
    private static final int ORDER = Ordered.LOWEST_PRECEDENCE - 2;

    private final Upstreams upstreams;

    RelayRoutingFilter(Upstreams upstreams) {
        this.upstreams = upstreams;
    }

    @Override
    public int getOrder() {
        return ORDER;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        RelayCall call = exchange.getAttribute(RelayCall.ATTRIBUTE);
        if (call == null || isAlreadyRouted(exchange)) {
            return chain.filter(exchange);
        }
        setAlreadyRouted(exchange);
        RelayExchange before = exchange.getAttribute(EXCHANGE);
        if (before != null) {
            before.undo();
        }
        RelayExchange relay;
        try {
            relay = open(exchange, call);
        } catch (IllegalArgumentException e) {
            return Mono.error(new RelayException(ErrorCode.BAD_REQUEST, String.valueOf(e.getMessage())));
        }
        exchange.getAttributes().put(EXCHANGE, relay);
        Mono<Void> sent = relay.sendRequest();
        return ResponseView.isDecorated(exchange.getResponse())
                ? sent.then(Mono.fromRunnable(() -> rememberContentType(exchange)))
                : sent;
    }

    private RelayExchange open(ServerWebExchange exchange, RelayCall call) {
        HttpServerRequest request = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
        HttpServerResponse response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
        Client client = new Client(request);
        OutgoingRequest outgoing = RequestReader.read(exchange.getRequest(), request, client, call);
        return new RelayExchange(call, outgoing, request, response, client, upstreams);
    }

    /** ModifyResponseBody decodes by it. */
    private static void rememberContentType(ServerWebExchange exchange) {
        ServerHttpResponse response = exchange.getResponse();
        String type = response.getHeaders().getFirst(HttpHeaderNames.CONTENT_TYPE.toString());
        if (type != null) {
            exchange.getAttributes().put(ORIGINAL_RESPONSE_CONTENT_TYPE_ATTR, type);
        }
    }
}
