package dev.offshoot.gateway.frontdoor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The same as {@link SlowOrigin}, in HTTP/2 by prior knowledge. */
final class SlowHttp2Origin implements AutoCloseable {
    /** The leak detector has enough to do with the gateway. */
    static final ByteBufAllocator UNWATCHED = new UnpooledByteBufAllocator(false, true);

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final AtomicInteger begun = new AtomicInteger();
    private final Queue<Channel> held = new ConcurrentLinkedQueue<>();
    private final Channel server;

    SlowHttp2Origin() throws InterruptedException {
        server = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.ALLOCATOR, UNWATCHED)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connection
                                .pipeline()
                                .addLast(
                                        Http2FrameCodecBuilder.forServer()
                                                .initialSettings(Http2Settings.defaultSettings()
                                                        .maxConcurrentStreams(1000))
                                                .build(),
                                        new Http2MultiplexHandler(new ChannelInitializer<>() {
                                            @Override
                                            protected void initChannel(Channel stream) {
                                                stream.pipeline().addLast(new Answering());
                                            }
                                        }));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** How many requests it has had. */
    int begun() {
        return begun.get();
    }

    /** Takes the uploads that wait. */
    void goOn() {
        for (Channel stream = held.poll(); stream != null; stream = held.poll()) {
            stream.config().setAutoRead(true);
        }
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private final class Answering extends ChannelInboundHandlerAdapter {
        private final Payload.Receipt receipt = new Payload.Receipt();

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            boolean ended = false;
            if (message instanceof Http2HeadersFrame head) {
                begin(context, head.headers().path().toString());
            } else if (message instanceof Http2DataFrame data) {
                receipt.took(data.content());
                ended = data.isEndStream();
            }
            ReferenceCountUtil.release(message);
            if (ended) {
                answer(context, new DefaultHttp2DataFrame(Unpooled.copiedBuffer(receipt.text(), ISO_8859_1), true));
            }
        }

        private void begin(ChannelHandlerContext context, String path) {
            begun.incrementAndGet();
            if (path.startsWith("/down")) {
                answer(
                        context,
                        new DefaultHttp2DataFrame(SlowOrigin.payload(path).buffer(), true));
            } else {
                context.channel().config().setAutoRead(false);
                held.add(context.channel());
            }
        }

        private void answer(ChannelHandlerContext context, Http2DataFrame body) {
            context.write(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200")));
            context.writeAndFlush(body);
        }
    }
}
