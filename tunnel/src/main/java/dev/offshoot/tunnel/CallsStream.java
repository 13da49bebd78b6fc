package dev.offshoot.tunnel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.concurrent.Future;
import java.util.List;

/**
 * The one stream of a tunnel in whose DATA a second HTTP/2 connection passes, for the process' own calls: there the process opens the
 * streams, which HTTP/2 lets only one end do (RFC 9113 §5.1.1). The gateway offers it, since a client that knows nothing of it resets
 * it. Either end reads it always; what a stream within it keeps for a receiver that doesn't read is bounded by that stream's window.
 */
public final class CallsStream {
    private static final String AUTHORITY = "offshoot-calls";

    private CallsStream() {}

    /**
     * Lets the process at the other end of a tunnel call. On the channel's event loop.
     *
     * @param tunnel a gateway's end
     * @param call initializes the channel of each of the process' streams
     */
    public static void offer(Channel tunnel, ChannelHandler call) {
        new Http2StreamChannelBootstrap(tunnel)
                .handler(new ChannelInboundHandlerAdapter())
                .open()
                .addListener((Future<Http2StreamChannel> opened) -> {
                    if (opened.isSuccess()) {
                        offerOn(opened.getNow(), call);
                    }
                });
    }

    private static void offerOn(Http2StreamChannel stream, ChannelHandler call) {
        DefaultHttp2Headers connect = new DefaultHttp2Headers();
        connect.method("CONNECT").authority(AUTHORITY);
        stream.writeAndFlush(new DefaultHttp2HeadersFrame(connect)).addListener(sent -> {
            if (sent.isSuccess() && stream.isActive()) {
                install(stream, Http2Ends.accepting(call));
            }
        });
    }

    /** Whether a stream that the gateway has opened is this one. */
    public static boolean isOffered(Http2HeadersFrame head) {
        CharSequence authority = head.headers().authority();
        return authority != null && AUTHORITY.contentEquals(authority);
    }

    /** Takes what was offered, at the process' end: streams can be opened on it from now on. On the channel's event loop. */
    public static StreamOpener take(Http2StreamChannel stream) throws Http2Exception {
        stream.writeAndFlush(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200")));
        install(stream, Http2Ends.opening());
        return new StreamOpener(stream);
    }

    private static void install(Http2StreamChannel stream, List<ChannelHandler> http2) throws Http2Exception {
        widen(stream);
        ChannelPipeline pipeline = stream.pipeline();
        pipeline.addLast(new DataBytes());
        http2.forEach(pipeline::addLast);
    }

    private static void widen(Http2StreamChannel stream) throws Http2Exception {
        Http2Connection connection =
                stream.parent().pipeline().get(Http2FrameCodec.class).connection();
        connection
                .local()
                .flowController()
                .incrementWindowSize(
                        connection.stream(stream.stream().id()), Http2Ends.CALLS_WINDOW - Http2Ends.STREAM_WINDOW);
    }
}
