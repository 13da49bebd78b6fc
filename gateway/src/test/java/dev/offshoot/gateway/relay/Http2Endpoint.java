package dev.offshoot.gateway.relay;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** An endpoint that speaks HTTP/2 by prior knowledge, frame by frame as a test tells it to. */
final class Http2Endpoint implements AutoCloseable {
    /** What it does with one request; called when the request has ended, on the endpoint's event loop. */
    interface Script {
        void answer(Stream stream);
    }

    /** One request and the way to answer it. */
    static final class Stream {
        final Channel channel;
        final Http2Headers headers;
        Http2Headers trailers = new DefaultHttp2Headers();
        final StringBuilder body = new StringBuilder();

        Stream(Channel channel, Http2Headers headers) {
            this.channel = channel;
            this.headers = headers;
        }

        String path() {
            return headers.path().toString();
        }

        void headers(Http2Headers fields, boolean end) {
            channel.writeAndFlush(new DefaultHttp2HeadersFrame(fields, end));
        }

        void data(String text, boolean end) {
            ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
            channel.writeAndFlush(new DefaultHttp2DataFrame(bytes, end));
        }

        void reply(String text) {
            headers(new DefaultHttp2Headers().status("200"), false);
            data(text, true);
        }

        void reset(Http2Error error) {
            channel.writeAndFlush(new DefaultHttp2ResetFrame(error));
        }

        /** Says that this stream and later ones were not looked at. */
        void goAwayWithoutProcessing() {
            Channel parent = channel.parent();
            parent.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
        }
    }

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel server;
    final List<Channel> connections = new CopyOnWriteArrayList<>();

    Http2Endpoint(int maxStreams, Script script) {
        server = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connections.add(connection);
                        connection
                                .pipeline()
                                .addLast(
                                        Http2FrameCodecBuilder.forServer()
                                                .initialSettings(Http2Settings.defaultSettings()
                                                        .maxConcurrentStreams(maxStreams))
                                                .build(),
                                        new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
                                            @Override
                                            protected void initChannel(Channel stream) {
                                                stream.pipeline().addLast(new Requests(script));
                                            }
                                        }));
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    @Override
    public void close() {
        server.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static final class Requests extends ChannelInboundHandlerAdapter {
        private final Script script;
        private Stream stream;

        Requests(Script script) {
            this.script = script;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object frame) {
            boolean end = false;
            if (frame instanceof Http2HeadersFrame headers) {
                if (stream == null) {
                    stream = new Stream(ctx.channel(), headers.headers());
                } else {
                    stream.trailers = headers.headers();
                }
                end = headers.isEndStream();
            } else if (frame instanceof Http2DataFrame data) {
                stream.body.append(data.content().toString(StandardCharsets.UTF_8));
                end = data.isEndStream();
            }
            ReferenceCountUtil.release(frame);
            if (end) {
                script.answer(stream);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
