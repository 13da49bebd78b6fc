package dev.offshoot.tunnel.local;

import dev.offshoot.tunnel.StreamPipe;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;

/** A stream that the gateway has opened, until it is joined to the process' own port. */
final class Incoming extends ChannelInboundHandlerAdapter {
    private static final int CONNECT_MILLIS = 5_000;

    private final Map<Integer, InetSocketAddress> targets;
    private final LocalEvents events;
    private final Queue<Object> early = new ArrayDeque<>();
    private boolean begun;

    Incoming(Map<Integer, InetSocketAddress> targets, LocalEvents events) {
        this.targets = targets;
        this.events = events;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!begun && message instanceof Http2HeadersFrame head) {
            begun = true;
            context.channel().config().setAutoRead(false);
            connect((Http2StreamChannel) context.channel(), port(head));
            if (head.isEndStream()) {
                early.add(message);
            }
        } else {
            early.add(message); // what came in the same read
        }
    }

    /** The Service's; -1 where it isn't said. */
    private static int port(Http2HeadersFrame head) {
        CharSequence authority = head.headers().authority();
        String text = authority == null ? "" : authority.toString();
        try {
            return Integer.parseInt(text.substring(text.lastIndexOf(':') + 1));
        } catch (NumberFormatException none) {
            return -1;
        }
    }

    private void connect(Http2StreamChannel stream, int port) {
        InetSocketAddress target = targets.get(port);
        if (target == null) {
            reset(stream);
            return;
        }
        ChannelFuture connecting = new Bootstrap()
                .group(stream.eventLoop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(target);
        connecting.addListener((ChannelFutureListener) done -> {
            if (done.isSuccess()) {
                join(stream, (DuplexChannel) done.channel(), port);
            } else {
                events.refused(port);
                reset(stream);
            }
        });
    }

    private void join(Http2StreamChannel stream, DuplexChannel socket, int port) {
        stream.writeAndFlush(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200")));
        stream.pipeline().remove(this);
        StreamPipe.join(socket, stream, events.joined(port));
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

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        early.forEach(ReferenceCountUtil::release);
        early.clear();
    }
}
