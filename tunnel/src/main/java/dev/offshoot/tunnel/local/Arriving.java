package dev.offshoot.tunnel.local;

import dev.offshoot.tunnel.CallsStream;
import dev.offshoot.tunnel.IncomingStream;
import dev.offshoot.tunnel.StreamPipe;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A stream that the gateway has opened: a connection to the process' own port, or the one for the process' calls. */
final class Arriving extends ChannelInboundHandlerAdapter {
    private static final int CONNECT_MILLIS = 5_000;

    private final Map<Integer, InetSocketAddress> targets;
    private final Duration hold;
    private final LocalEvents events;

    Arriving(Map<Integer, InetSocketAddress> targets, Duration hold, LocalEvents events) {
        this.targets = targets;
        this.hold = hold;
        this.events = events;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Http2Exception {
        Http2StreamChannel stream = (Http2StreamChannel) context.channel();
        if (message instanceof Http2HeadersFrame head && CallsStream.isOffered(head)) {
            stream.pipeline().remove(this);
            events.mayCall(CallsStream.take(stream));
        } else {
            stream.pipeline().addLast(new IncomingStream(new OwnPorts()));
            context.fireChannelRead(message);
            stream.pipeline().remove(this);
        }
    }

    private final class OwnPorts implements IncomingStream.Destinations {
        @Override
        public @Nullable ChannelFuture connect(String service, int port, EventLoop loop) {
            InetSocketAddress target = targets.get(port);
            return target == null
                    ? null
                    : new Bootstrap()
                            .group(loop)
                            .channel(NioSocketChannel.class)
                            .option(ChannelOption.TCP_NODELAY, true)
                            .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                            .option(ChannelOption.AUTO_READ, false)
                            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                            .handler(new ChannelInboundHandlerAdapter())
                            .connect(target);
        }

        @Override
        public Duration hold() {
            return hold;
        }

        @Override
        public StreamPipe.Traffic joined(int port) {
            return events.joined(port);
        }

        @Override
        public void refused(int port) {
            events.refused(port);
        }
    }
}
