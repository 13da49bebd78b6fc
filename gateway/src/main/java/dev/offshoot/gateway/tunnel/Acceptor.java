package dev.offshoot.gateway.tunnel;

import dev.offshoot.tunnel.Http2Ends;
import dev.offshoot.tunnel.StreamPipe;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.concurrent.Future;

/** Gives each connection to one tunnel's ports a stream of its own. On the tunnel's event loop, as are those connections. */
final class Acceptor {
    private final Channel tunnel;
    private final String service;
    private final TunnelMeters meters;
    private int open;

    /** @param service what a stream's {@code :authority} names, before the port */
    Acceptor(Channel tunnel, String service, TunnelMeters meters) {
        this.tunnel = tunnel;
        this.service = service;
        this.meters = meters;
    }

    /** Stands on an accepted connection until its stream is there. */
    final class Accepted extends ChannelInboundHandlerAdapter {
        private final int port;

        /** @param port the Service's */
        Accepted(int port) {
            this.port = port;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            accept((DuplexChannel) context.channel(), port);
            context.pipeline().remove(this);
        }
    }

    private void accept(DuplexChannel socket, int port) {
        if (open >= Http2Ends.MOST_STREAMS) {
            meters.tooMany().increment();
            StreamPipe.reset(socket);
            return;
        }
        open++;
        new Http2StreamChannelBootstrap(tunnel)
                .handler(new ChannelInboundHandlerAdapter())
                .open()
                .addListener((Future<Http2StreamChannel> opened) -> {
                    if (opened.isSuccess()) {
                        opened.getNow().closeFuture().addListener(closed -> open--);
                        join(socket, opened.getNow(), port);
                    } else {
                        open--;
                        meters.failed().increment();
                        StreamPipe.reset(socket);
                    }
                });
    }

    private void join(DuplexChannel socket, Http2StreamChannel stream, int port) {
        Http2Headers connect = new DefaultHttp2Headers().method("CONNECT").authority(service + ":" + port);
        stream.writeAndFlush(new DefaultHttp2HeadersFrame(connect)).addListener(sent -> {
            (sent.isSuccess() ? meters.opened() : meters.failed()).increment();
        });
        StreamPipe.join(socket, stream, new Counted(meters));
    }

    private record Counted(TunnelMeters meters) implements StreamPipe.Traffic {
        @Override
        public void toSocket(ByteBuf bytes) {
            meters.fromProcess().increment(bytes.readableBytes());
        }

        @Override
        public void fromSocket(ByteBuf bytes) {
            meters.toProcess().increment(bytes.readableBytes());
        }

        @Override
        public void ended() {}
    }
}
