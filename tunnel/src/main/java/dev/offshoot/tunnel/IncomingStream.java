package dev.offshoot.tunnel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A stream that the other end has opened, until it is joined to the connection that it asks for. */
public final class IncomingStream extends ChannelInboundHandlerAdapter {
    private static final long LOOK_AGAIN_MILLIS = 100;

    private final Destinations destinations;
    private final Queue<Object> early = new ArrayDeque<>();
    private boolean begun;

    /** Where streams lead. Asked on the stream's event loop; nothing here may wait. */
    public interface Destinations {
        /**
         * Begins to connect; null where nobody is there.
         *
         * @param service before the port of the stream's {@code :authority}
         * @param loop the one of the connection, which must allow half-closure and not read by itself
         */
        @Nullable
        ChannelFuture connect(String service, int port, EventLoop loop);

        /** How long it is tried again where there is no connection, as while a process starts anew. */
        default Duration hold() {
            return Duration.ZERO;
        }

        /** It is joined: who sees what passes. */
        StreamPipe.Traffic joined(int port);

        /** There was no connection, also after it was held. */
        void refused(int port);
    }

    public IncomingStream(Destinations destinations) {
        this.destinations = destinations;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!begun && message instanceof Http2HeadersFrame head) {
            begun = true;
            context.channel().config().setAutoRead(false);
            connect(
                    (Http2StreamChannel) context.channel(),
                    String.valueOf(head.headers().authority()));
            if (head.isEndStream()) {
                early.add(message);
            }
        } else {
            early.add(message); // what came in the same read
        }
    }

    private void connect(Http2StreamChannel stream, String authority) {
        int colon = authority.lastIndexOf(':');
        int port = port(authority.substring(colon + 1));
        if (port < 0 || colon < 0) {
            reset(stream);
            return;
        }
        connect(
                stream,
                authority.substring(0, colon),
                port,
                System.nanoTime() + destinations.hold().toNanos());
    }

    /** Again and again, until there is a connection, the other end has gone, or the time is over. */
    private void connect(Http2StreamChannel stream, String service, int port, long until) {
        if (!stream.isActive()) {
            return;
        }
        ChannelFuture connecting = destinations.connect(service, port, stream.eventLoop());
        if (connecting == null) {
            reset(stream);
            return;
        }
        connecting.addListener((ChannelFutureListener) done -> {
            if (done.isSuccess()) {
                join(stream, (DuplexChannel) done.channel(), port);
            } else if (System.nanoTime() - until < 0) {
                stream.eventLoop()
                        .schedule(
                                () -> connect(stream, service, port, until), LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            } else {
                destinations.refused(port);
                reset(stream);
            }
        });
    }

    /** -1 for what is none. */
    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            return port > 0 && port < 65536 ? port : -1;
        } catch (NumberFormatException none) {
            return -1;
        }
    }

    private void join(Http2StreamChannel stream, DuplexChannel socket, int port) {
        if (!stream.isActive()) {
            socket.close();
            return;
        }
        stream.writeAndFlush(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200")));
        stream.pipeline().remove(this);
        StreamPipe.join(socket, stream, destinations.joined(port));
        while (!early.isEmpty()) {
            stream.pipeline().fireChannelRead(early.remove());
        }
        stream.pipeline().fireChannelReadComplete();
    }

    /** RFC 9113 §8.5. */
    private static void reset(Channel stream) {
        stream.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CONNECT_ERROR));
        stream.close();
    }

    /** The caller has gone; a channel with bytes that aren't read would stay. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof Http2ResetFrame) {
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        early.forEach(ReferenceCountUtil::release);
        early.clear();
    }
}
