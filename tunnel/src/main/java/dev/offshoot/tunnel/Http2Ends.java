package dev.offshoot.tunnel;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import java.util.List;

/**
 * HTTP/2 as both ends of a tunnel speak it. Each stream is one TCP connection: {@code CONNECT} to the Service's port (RFC 9113 §8.5).
 * The gateway opens those to the process; the process' own are in a second HTTP/2 connection, which one stream of the first carries
 * ({@link CallsStream}). A stream's window bounds what an end keeps for a receiver that doesn't read; the connection's window is that
 * of all streams together, so that no such stream stops another.
 */
public final class Http2Ends {
    /** Streams that are open at once in one tunnel, in each direction. */
    public static final int MOST_STREAMS = 256;

    /** Of {@link CallsStream}, which is always read: it bounds what is under way, not what is kept. */
    static final int CALLS_WINDOW = 4 << 20;

    static final int STREAM_WINDOW = 256 << 10;

    private Http2Ends() {}

    /** The handlers of the end that opens streams, in order; their channel must be active. */
    public static List<ChannelHandler> opening() {
        Http2FrameCodec codec = Http2FrameCodecBuilder.forClient()
                .initialSettings(settings().pushEnabled(false))
                .gracefulShutdownTimeoutMillis(0)
                .build();
        shareInFrames(codec);
        return List.of(codec, new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()), new Widening(codec));
    }

    /**
     * The handlers of the other end, in order; their channel must be active.
     *
     * @param stream initializes the channel of each stream
     */
    public static List<ChannelHandler> accepting(ChannelHandler stream) {
        Http2FrameCodec codec = Http2FrameCodecBuilder.forServer()
                .initialSettings(settings().maxConcurrentStreams(MOST_STREAMS + 1)) // one is for the process' calls
                .gracefulShutdownTimeoutMillis(0)
                .build();
        shareInFrames(codec);
        return List.of(codec, new Http2MultiplexHandler(stream), new Widening(codec));
    }

    private static Http2Settings settings() {
        return Http2Settings.defaultSettings().initialWindowSize(STREAM_WINDOW);
    }

    /** Streams take turns by whole frames; by default they do by 1 KiB, which many streams make slow. */
    private static void shareInFrames(Http2FrameCodec codec) {
        Http2Connection connection = codec.connection();
        UniformStreamByteDistributor turns = new UniformStreamByteDistributor(connection);
        turns.minAllocationChunk(Http2CodecUtil.DEFAULT_MAX_FRAME_SIZE);
        connection.remote().flowController(new DefaultHttp2RemoteFlowController(connection, turns));
    }

    /** The connection's window begins with 64 KiB whatever the streams' are (RFC 9113 §6.9.2). */
    private static final class Widening extends ChannelInboundHandlerAdapter {
        private final Http2FrameCodec codec;

        Widening(Http2FrameCodec codec) {
            this.codec = codec;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) throws Http2Exception {
            Http2Connection connection = codec.connection();
            int now = connection.local().flowController().windowSize(connection.connectionStream());
            connection
                    .local()
                    .flowController()
                    .incrementWindowSize(
                            connection.connectionStream(), MOST_STREAMS * STREAM_WINDOW + CALLS_WINDOW - now);
            context.flush();
            context.pipeline().remove(this);
        }
    }
}
