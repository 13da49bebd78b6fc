package dev.offshoot.gateway.listen;

import dev.offshoot.routing.snapshot.Listener;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2StreamChannel;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.netty.Connection;

/** Through which listener a request came. */
public final class Arrivals {
    private Arrivals() {}

    /** As {@link #of(ServerHttpRequest)}. */
    public static @Nullable Listener of(ServerWebExchange exchange) {
        return of(exchange.getRequest());
    }

    /** The interception listener as it is now, or null for the URL listener. */
    public static @Nullable Listener of(ServerHttpRequest request) {
        Object nativeRequest = ServerHttpRequestDecorator.getNativeRequest(request);
        return nativeRequest instanceof Connection connection ? of(connection.channel()) : null;
    }

    private static @Nullable Listener of(Channel channel) {
        Channel accepted = channel instanceof Http2StreamChannel ? channel.parent() : channel;
        CurrentListener listener = accepted.attr(CurrentListener.KEY).get();
        return listener == null ? null : listener.value();
    }
}
