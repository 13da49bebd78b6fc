package dev.offshoot.gateway.frontdoor;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An HTTP/2 request without a body, by prior knowledge, and the frames of its answer: trailers-only is one of headers alone. */
final class Frames {
    private Frames() {}

    /** The answer's header blocks and how many frames of data came between them. */
    record Answer(List<Http2Headers> blocks, int dataFrames) {
        boolean onlyHeaders() {
            return blocks.size() == 1 && dataFrames == 0;
        }

        /** Of the first block; null where it isn't there. */
        String header(String name) {
            CharSequence value = blocks.getFirst().get(name);
            return value == null ? null : value.toString();
        }
    }

    /** {@code fields}: name and value by turns. */
    static Answer ask(int port, List<String> fields) {
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            Channel connection = new Bootstrap()
                    .group(loop)
                    .channel(NioSocketChannel.class)
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline()
                                    .addLast(
                                            Http2FrameCodecBuilder.forClient().build(),
                                            new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
                        }
                    })
                    .connect(InetAddress.getLoopbackAddress(), port)
                    .sync()
                    .channel();
            Collector answer = new Collector();
            Channel stream = new Http2StreamChannelBootstrap(connection)
                    .handler(answer)
                    .open()
                    .sync()
                    .getNow();
            Http2Headers headers = new DefaultHttp2Headers();
            for (int i = 0; i < fields.size(); i += 2) {
                headers.add(fields.get(i), fields.get(i + 1));
            }
            stream.writeAndFlush(new DefaultHttp2HeadersFrame(headers, true));
            return answer.complete.get(20, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError("no answer to " + fields, failed);
        } finally {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    private static final class Collector extends ChannelInboundHandlerAdapter {
        private final CompletableFuture<Answer> complete = new CompletableFuture<>();
        private final List<Http2Headers> blocks = new ArrayList<>();
        private int dataFrames;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            boolean last = false;
            if (message instanceof Http2HeadersFrame frame) {
                blocks.add(frame.headers());
                last = frame.isEndStream();
            } else if (message instanceof Http2DataFrame frame) {
                dataFrames++;
                last = frame.isEndStream();
            }
            ReferenceCountUtil.release(message);
            if (last) {
                complete.complete(new Answer(blocks, dataFrames));
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            complete.completeExceptionally(new AssertionError("the stream ended after " + blocks));
        }
    }
}
