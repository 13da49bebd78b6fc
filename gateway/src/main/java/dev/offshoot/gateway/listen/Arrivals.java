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
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;

/** Through which listener a request came. */
public final class Arrivals {
    private static final AttributeKey<Boolean> DATA = AttributeKey.valueOf(Arrivals.class, "data");

    private static final AttributeKey<AccessRecord> RECORD = AttributeKey.valueOf(Arrivals.class, "record");

    private static final AttributeKey<LocalCaller> CALLER = AttributeKey.valueOf(Arrivals.class, "caller");

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
        Channel channel = channel(exchange);
        return channel != null && accepted(channel).attr(DATA).get() != null;
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

    /** Notes that a connection is a local process'. */
    static void comesFrom(Channel accepted, LocalCaller caller) {
        accepted.attr(CALLER).set(caller);
    }

    /** The local process that a request is from; null for all others. */
    public static @Nullable LocalCaller callerOf(ServerWebExchange exchange) {
        Channel channel = channel(exchange);
        return channel == null ? null : accepted(channel).attr(CALLER).get();
    }

    /** Where what a request waited for goes on: on its own event loop. */
    public static <T> Mono<T> onItsLoop(ServerWebExchange exchange, Mono<T> awaited) {
        Channel channel = channel(exchange);
        return channel == null ? awaited : awaited.publishOn(Schedulers.fromExecutor(channel.eventLoop()));
    }

    private static @Nullable Channel channel(ServerWebExchange exchange) {
        Object nativeRequest = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
        return nativeRequest instanceof Connection connection ? connection.channel() : null;
    }

    /** Where a request notes what becomes of it; null while nobody wants to know. */
    public static @Nullable AccessRecord recordOf(ServerWebExchange exchange) {
        Channel channel = channel(exchange);
        return channel == null ? null : channel.attr(RECORD).get();
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
