package dev.offshoot.gateway.frontdoor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
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
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One connection of HTTP/2, by prior knowledge or in TLS, for requests one after another or at once. */
final class Http2Client implements AutoCloseable {
    private static final EventLoopGroup LOOP = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    /** Completes when the server says GOAWAY. */
    final CompletableFuture<Void> goAway = new CompletableFuture<>();

    private final Channel connection;

    /** @param server whose name TLS tells; null for plain text */
    Http2Client(int port, String server) {
        try {
            SslContext tls = server == null ? null : tls();
            connection = new Bootstrap()
                    .group(LOOP)
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.ALLOCATOR, SlowHttp2Origin.UNWATCHED)
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            if (tls != null) {
                                channel.pipeline().addLast(tls.newHandler(channel.alloc(), server, port));
                            }
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
            if (tls != null) {
                SslHandler handler = connection.pipeline().get(SslHandler.class);
                handler.handshakeFuture().sync();
                if (!"h2".equals(handler.applicationProtocol())) {
                    throw new AssertionError("negotiated " + handler.applicationProtocol());
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static SslContext tls() {
        try {
            return SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .endpointIdentificationAlgorithm("")
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            Protocol.ALPN,
                            SelectorFailureBehavior.NO_ADVERTISE,
                            SelectedListenerFailureBehavior.ACCEPT,
                            "h2",
                            "http/1.1"))
                    .build();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** An answer as it comes. */
    static final class Answer {
        final CompletableFuture<Void> end = new CompletableFuture<>();
        final List<Http2Headers> blocks = new ArrayList<>();

        /** The statuses of informational answers. */
        final List<String> hints = new java.util.concurrent.CopyOnWriteArrayList<>();

        final StringBuffer body = new StringBuffer();

        /** The whole answer; fails where the stream was reset. */
        Reply reply() {
            await();
            List<String> lines = new ArrayList<>();
            for (var field : blocks.getFirst()) {
                if (field.getKey().charAt(0) != ':') {
                    lines.add(field.getKey() + ": " + field.getValue());
                }
            }
            return new Reply(
                    Integer.parseInt(blocks.getFirst().status().toString()), List.copyOf(lines), body.toString());
        }

        void await() {
            try {
                end.get(20, TimeUnit.SECONDS);
            } catch (Exception failed) {
                throw new AssertionError("after " + blocks + " " + body, failed);
            }
        }
    }

    /** A request under way. */
    record Stream(Channel channel, Answer answer) {
        void send(String body, boolean last) {
            channel.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.copiedBuffer(body.getBytes(ISO_8859_1)), last));
        }

        void trailers(String... fields) {
            channel.writeAndFlush(new DefaultHttp2HeadersFrame(headers(List.of(fields)), true));
        }
    }

    /** Sends the head, and no more unless {@code last}. */
    Stream begin(List<String> fields, boolean last) {
        Answer answer = new Answer();
        return new Stream(begin(fields, last, new Collector(answer)), answer);
    }

    /** The same with a handler of the answer's frames. */
    Channel begin(List<String> fields, boolean last, ChannelHandler handler) {
        try {
            Channel stream = new Http2StreamChannelBootstrap(connection)
                    .handler(handler)
                    .open()
                    .sync()
                    .getNow();
            stream.writeAndFlush(new DefaultHttp2HeadersFrame(headers(fields), last));
            return stream;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    Reply ask(List<String> fields, String body) {
        Stream stream = begin(fields, body.isEmpty());
        if (!body.isEmpty()) {
            stream.send(body, true);
        }
        return stream.answer().reply();
    }

    boolean isOpen() {
        return connection.isActive();
    }

    private static Http2Headers headers(List<String> fields) {
        Http2Headers headers = new DefaultHttp2Headers(false);
        for (int i = 0; i < fields.size(); i += 2) {
            headers.add(fields.get(i), fields.get(i + 1));
        }
        return headers;
    }

    @Override
    public void close() {
        connection.close().syncUninterruptibly();
    }

    private static final class Collector extends ChannelInboundHandlerAdapter {
        private final Answer answer;

        Collector(Answer answer) {
            this.answer = answer;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            boolean last = false;
            if (message instanceof Http2HeadersFrame frame) {
                if (frame.headers().status() == null || frame.headers().status().charAt(0) != '1') {
                    answer.blocks.add(frame.headers());
                } else {
                    answer.hints.add(frame.headers().status().toString());
                }
                last = frame.isEndStream();
            } else if (message instanceof Http2DataFrame frame) {
                answer.body.append(frame.content().toString(ISO_8859_1));
                last = frame.isEndStream();
            }
            ReferenceCountUtil.release(message);
            if (last) {
                answer.end.complete(null);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof Http2ResetFrame frame) {
                answer.end.completeExceptionally(new IOException("reset " + frame.errorCode()));
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            answer.end.completeExceptionally(new IOException("closed"));
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
