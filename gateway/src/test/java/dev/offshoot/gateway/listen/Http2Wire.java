package dev.offshoot.gateway.listen;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An HTTP/2 client, by prior knowledge, that says exactly what it is told. */
final class Http2Wire implements AutoCloseable {
    /** Completes when the server says GOAWAY. */
    final CompletableFuture<Void> goAway = new CompletableFuture<>();

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel connection;

    Http2Wire(int port) throws InterruptedException {
        connection = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        Http2FrameCodecBuilder.forClient()
                                                .validateHeaders(false)
                                                .build(),
                                        new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()),
                                        new GoAway());
                    }
                })
                .connect(InetAddress.getLoopbackAddress(), port)
                .sync()
                .channel();
    }

    /** Asks with these header fields, name and value by turns, and awaits {@code status x-offshoot-error body}, or {@code reset code}. */
    String ask(String... fields) throws Exception {
        return begin(fields).get(10, TimeUnit.SECONDS);
    }

    CompletableFuture<String> begin(String... fields) throws InterruptedException {
        return begin(null, fields);
    }

    /** With trailers, if not null, after a body of five bytes. */
    CompletableFuture<String> begin(Http2Headers trailers, String... fields) throws InterruptedException {
        Http2Headers headers = new DefaultHttp2Headers(false);
        for (int i = 0; i < fields.length; i += 2) {
            headers.add(fields[i], fields[i + 1]);
        }
        CompletableFuture<String> answer = new CompletableFuture<>();
        Channel stream = new Http2StreamChannelBootstrap(connection)
                .handler(new Answer(answer))
                .open()
                .sync()
                .getNow();
        if (trailers == null) {
            stream.writeAndFlush(new DefaultHttp2HeadersFrame(headers, true));
        } else {
            stream.write(new DefaultHttp2HeadersFrame(headers, false));
            stream.write(new DefaultHttp2DataFrame(stream.alloc().buffer().writeBytes("hello".getBytes(UTF_8))));
            stream.writeAndFlush(new DefaultHttp2HeadersFrame(trailers, true));
        }
        return answer;
    }

    @Override
    public void close() throws InterruptedException {
        connection.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    private static final class Answer extends ChannelInboundHandlerAdapter {
        private final CompletableFuture<String> answer;
        private final StringBuilder seen = new StringBuilder();

        Answer(CompletableFuture<String> answer) {
            this.answer = answer;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            boolean last = false;
            if (message instanceof Http2HeadersFrame frame) {
                CharSequence error = frame.headers().get("x-offshoot-error");
                seen.append(frame.headers().status())
                        .append(' ')
                        .append(error == null ? "-" : error)
                        .append(' ');
                last = frame.isEndStream();
            } else if (message instanceof Http2DataFrame frame) {
                seen.append(frame.content().toString(UTF_8));
                last = frame.isEndStream();
            }
            ReferenceCountUtil.release(message);
            if (last) {
                answer.complete(seen.toString());
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof Http2ResetFrame frame) {
                answer.complete("reset " + frame.errorCode());
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            answer.complete("closed after: " + seen);
        }
    }

    private final class GoAway extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof Http2GoAwayFrame) {
                goAway.complete(null);
            }
            ReferenceCountUtil.release(message);
        }
    }
}
