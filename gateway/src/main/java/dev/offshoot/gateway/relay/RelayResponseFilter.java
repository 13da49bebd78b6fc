package dev.offshoot.gateway.relay;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Brings the response to the client once the filters are through with its head. The body goes natively, unless a filter
 * decorated the response.
 */
final class RelayResponseFilter implements GlobalFilter, Ordered {
    private final List<MediaType> flushedTypes;

    /** @param flushedTypes whose bodies are flushed piece by piece where a filter sees them */
    RelayResponseFilter(List<MediaType> flushedTypes) {
        this.flushedTypes = List.copyOf(flushedTypes);
    }

    @Override
    public int getOrder() {
        return NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        if (exchange.getAttribute(RelayCall.ATTRIBUTE) == null) {
            return chain.filter(exchange);
        }
        return chain.filter(exchange)
                .then(Mono.defer(() -> respond(exchange)))
                .doOnError(failure -> ifRelayed(exchange, RelayExchange::undo))
                .doOnCancel(() -> ifRelayed(exchange, RelayExchange::abandon));
    }

    private Mono<Void> respond(ServerWebExchange exchange) {
        RelayExchange relay = exchange.getAttribute(RelayRoutingFilter.EXCHANGE);
        if (relay == null) {
            return Mono.empty();
        }
        ServerHttpResponse response = exchange.getResponse();
        if (response.isCommitted()) {
            relay.abandon();
            return Mono.empty();
        }
        if (!ResponseView.isDecorated(response)) {
            return response.setComplete().then(relay.respond());
        }
        NettyDataBufferFactory buffers = (NettyDataBufferFactory) response.bufferFactory();
        Flux<DataBuffer> body = relay.body().map((ByteBuf bytes) -> buffers.wrap(bytes));
        return isFlushed(response) ? response.writeAndFlushWith(body.map(Flux::just)) : response.writeWith(body);
    }

    private boolean isFlushed(ServerHttpResponse response) {
        try {
            MediaType type = response.getHeaders().getContentType();
            return type != null && flushedTypes.stream().anyMatch(flushed -> flushed.isCompatibleWith(type));
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    private static void ifRelayed(ServerWebExchange exchange, Consumer<RelayExchange> action) {
        RelayExchange relay = exchange.getAttribute(RelayRoutingFilter.EXCHANGE);
        if (relay != null) {
            action.accept(relay);
        }
    }
}
