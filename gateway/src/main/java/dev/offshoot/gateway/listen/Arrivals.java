package dev.offshoot.gateway.listen;

import dev.offshoot.gateway.access.AccessRecord;
import dev.offshoot.routing.snapshot.Listener;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.netty.Connection;

/** Through which listener a request came. */
public final class Arrivals {
    private static final AttributeKey<Boolean> DATA = AttributeKey.valueOf(Arrivals.class, "data");

    private static final AttributeKey<AccessRecord> RECORD = AttributeKey.valueOf(Arrivals.class, "record");

    private Arrivals() {}

    /** Notes that a connection was accepted by a listener of the data plane. */
    static void mark(Channel accepted) {
        accepted.attr(DATA).set(Boolean.TRUE);
    }

    /**
     * Whether a request came through any of our listeners. The management server's requests didn't, yet its context inherits the
     * main one's web filters and exception handlers.
     */
    public static boolean isData(ServerWebExchange exchange) {
        Object nativeRequest = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
        return nativeRequest instanceof Connection connection
                && accepted(connection.channel()).attr(DATA).get() != null;
    }

    /** As {@link #of(ServerHttpRequest)}. */
    public static @Nullable Listener of(ServerWebExchange exchange) {
        return of(exchange.getRequest());
    }

    /** The interception listener as it is now, or null for the URL listener. */
    public static @Nullable Listener of(ServerHttpRequest request) {
        Object nativeRequest = ServerHttpRequestDecorator.getNativeRequest(request);
        return nativeRequest instanceof Connection connection ? of(connection.channel()) : null;
    }

    /** Where a request notes what becomes of it; null while nobody wants to know. */
    public static @Nullable AccessRecord recordOf(ServerWebExchange exchange) {
        Object nativeRequest = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
        return nativeRequest instanceof Connection connection
                ? connection.channel().attr(RECORD).get()
                : null;
    }

    /** A connection has one request at a time, an HTTP/2 one a channel for each. */
    static void begin(Channel channel, AccessRecord record) {
        channel.attr(RECORD).set(record);
    }

    private static @Nullable Listener of(Channel channel) {
        CurrentListener listener = accepted(channel).attr(CurrentListener.KEY).get();
        return listener == null ? null : listener.value();
    }

    private static Channel accepted(Channel channel) {
        return channel instanceof Http2StreamChannel ? channel.parent() : channel;
    }
}
