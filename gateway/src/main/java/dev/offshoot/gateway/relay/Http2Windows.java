package dev.offshoot.gateway.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2LocalFlowController;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.Http2WindowUpdateFrame;

/**
 * The flow-control windows of one HTTP/2 connection for what its peer sends (RFC 9113, 5.2); stands between the codec and the
 * streams. A stream's window is what the gateway holds of it while nobody takes it. It begins with 64 KiB toward clients, the
 * default of SETTINGS, and with half of that toward endpoints, which are near. It doubles each time that half of it has been
 * taken, up to 1 MiB, as long as the {@link WindowBudget} lasts. The connection's begins with 64 KiB whatever the streams' are; it
 * is made so wide that streams which nobody takes leave room for the others.
 */
final class Http2Windows extends ChannelOutboundHandlerAdapter {
    /** Of what an endpoint sends: what its client may have unread beside it is {@link #STREAM_WRITES}. */
    static final int UPSTREAM_BYTES = 1 << 15;

    /** Bytes of a stream that wait for its window; more streams wait at once than connections do. */
    static final WriteBufferWaterMark STREAM_WRITES = new WriteBufferWaterMark(1 << 14, 1 << 15);

    private static final int MAX_STREAM_BYTES = 1 << 20;
    private static final int CONNECTION_BYTES = 32 << 20;

    private final Http2Connection connection;
    private final Http2Connection.PropertyKey borrowed;

    private Http2Windows(Http2Connection connection) {
        this.connection = connection;
        borrowed = connection.newKey();
    }

    /** For connections whose HTTP/2 handlers stand already and are active; at most once for each. On the event loop. */
    static void installOnce(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        Http2FrameCodec codec = pipeline.get(Http2FrameCodec.class);
        if (codec != null && pipeline.get(Http2Windows.class) == null) {
            String streams = pipeline.context(Http2MultiplexHandler.class).name();
            Http2Windows windows = new Http2Windows(codec.connection());
            pipeline.addBefore(streams, null, windows);
            windows.begin();
        }
    }

    private void begin() {
        connection.addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamClosed(Http2Stream stream) {
                Integer bytes = stream.removeProperty(borrowed);
                if (bytes != null) {
                    WindowBudget.give(bytes);
                }
            }
        });
        Http2Stream whole = connection.connectionStream();
        int now = flow().windowSize(whole);
        if (now < CONNECTION_BYTES) {
            widen(whole, CONNECTION_BYTES - now);
        }
    }

    /**
     * A stream's channel tells by a window update how many bytes were taken; the codec says so to the peer once they are many. Where a
     * read had been asked for before, the channel forgets to flush what it says, and the peer would wait for ever; so it's done here.
     */
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        Http2Stream stream = message instanceof Http2WindowUpdateFrame taken && taken.stream() != null
                ? connection.stream(taken.stream().id())
                : null;
        if (stream == null) {
            context.write(message, promise);
            return;
        }
        int before = flow().windowSize(stream);
        context.write(message, promise);
        if (flow().windowSize(stream) > before) {
            grow(stream);
            context.flush();
        }
    }

    private void grow(Http2Stream stream) {
        int now = flow().initialWindowSize(stream);
        int more = Math.min(now, MAX_STREAM_BYTES - now);
        if (more > 0 && WindowBudget.take(more)) {
            Integer before = stream.getProperty(borrowed);
            stream.setProperty(borrowed, before == null ? more : before + more);
            widen(stream, more);
        }
    }

    private void widen(Http2Stream stream, int bytes) {
        try {
            flow().incrementWindowSize(stream, bytes);
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Http2LocalFlowController flow() {
        return connection.local().flowController();
    }
}
