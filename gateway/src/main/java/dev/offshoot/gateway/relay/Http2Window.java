package dev.offshoot.gateway.relay;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.util.AttributeKey;

/**
 * The flow-control window of a whole HTTP/2 connection (RFC 9113, 6.9.1). It begins with 64 KiB whatever the streams' windows
 * are, so that one stream whose receiver doesn't read would stop all others.
 */
final class Http2Window {
    private static final int BYTES = 32 << 20;

    private static final AttributeKey<Boolean> WIDENED = AttributeKey.valueOf(Http2Window.class, "widened");

    private Http2Window() {}

    /** For connections that others made: with their first stream. On the event loop. */
    static void widenOnce(Channel connection) {
        Http2ConnectionHandler codec = connection.pipeline().get(Http2ConnectionHandler.class);
        if (codec != null && connection.attr(WIDENED).getAndSet(true) == null) {
            widen(codec);
        }
    }

    /** Once per connection, on its event loop, after the codec became active. */
    static void widen(Http2ConnectionHandler codec) {
        Http2Connection connection = codec.connection();
        try {
            int now = connection.local().flowController().windowSize(connection.connectionStream());
            if (now < BYTES) {
                connection.local().flowController().incrementWindowSize(connection.connectionStream(), BYTES - now);
            }
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
