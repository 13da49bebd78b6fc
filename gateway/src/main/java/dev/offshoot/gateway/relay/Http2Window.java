package dev.offshoot.gateway.relay;

import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;

/**
 * The flow-control window of a whole HTTP/2 connection (RFC 9113, 6.9.1). It begins with 64 KiB whatever the streams' windows
 * are, so that one stream whose receiver doesn't read would stop all others.
 */
final class Http2Window {
    private static final int BYTES = 32 << 20;

    private Http2Window() {}

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
