package dev.offshoot.gateway.relay;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Makes upstream connections. */
final class UpstreamConnector {
    /** A connection that is being made: one of the two is called, on the event loop, exactly once. */
    interface Connecting {
        void whenDone(Consumer<Channel> connected, Consumer<Failure> failed);
    }

    /**
     * Why there is no connection.
     *
     * @param ours it was closed on this side before the endpoint had said anything, as where Netty takes a word on the descriptor's
     *     former connection for one on this: another attempt may succeed
     */
    record Failure(String why, boolean ours) {
        static Failure of(Throwable cause) {
            boolean ours = cause instanceof ClosedChannelException;
            return new Failure(ours ? "closed while it was made" : String.valueOf(cause.getMessage()), ours);
        }
    }

    private final RelaySettings settings;
    private final UpstreamTls tls;
    private final HttpDecoderConfig decoder;

    UpstreamConnector(RelaySettings settings) {
        this.settings = settings;
        tls = new UpstreamTls(settings);
        decoder = new HttpDecoderConfig()
                .setMaxInitialLineLength(16_384)
                .setMaxHeaderSize(settings.maxHeaderBytes())
                .setValidateHeaders(false);
    }

    /** @param handlers adds what comes behind the codec */
    Connecting connect(UpstreamKey key, Transport transport, Consumer<ChannelPipeline> handlers) {
        ChannelFuture tcp = new Bootstrap()
                .group(transport.loop())
                .channel(transport.type())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        settings.connectTimeout().toMillis())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        initialize(channel, key);
                        handlers.accept(channel.pipeline());
                    }
                })
                .connect(address(key));
        return (connected, failed) -> tcp.addListener((ChannelFuture done) -> {
            if (!done.isSuccess()) {
                failed.accept(Failure.of(done.cause()));
                return;
            }
            awaitHandshake(done.channel(), key, connected, failed);
        });
    }

    private void initialize(Channel channel, UpstreamKey key) {
        ChannelPipeline pipeline = channel.pipeline();
        if (key.tlsName() != null) {
            pipeline.addLast(
                    tls.handler(channel.alloc(), key.tlsName(), key.endpoint().port()));
        }
        if (!key.http2()) {
            pipeline.addLast(new HttpRequestEncoder(), new ResponseDecoder(decoder));
            return;
        }
        Http2FrameCodec codec = Http2FrameCodecBuilder.forClient()
                .validateHeaders(false)
                .initialSettings(Http2Settings.defaultSettings()
                        .pushEnabled(false)
                        .initialWindowSize(Http2Windows.UPSTREAM_BYTES)
                        .maxHeaderListSize(settings.maxHeaderBytes()))
                .build();
        // Many streams write in one turn of the loop: one system call for all of them.
        pipeline.addLast(new FlushConsolidationHandler(256, true));
        pipeline.addLast(codec, new Http2MultiplexHandler(new RefusedStream()), new Http2Connection(channel, codec));
    }

    /** A local process' tunnel ends what isn't answered. */
    private void awaitHandshake(
            Channel channel, UpstreamKey key, Consumer<Channel> connected, Consumer<Failure> failed) {
        SslHandler ssl = channel.pipeline().get(SslHandler.class);
        Http2Connection http2 = Http2Connection.of(channel);
        Future<Channel> handshake = ssl != null ? ssl.handshakeFuture() : http2 != null ? http2.ready() : null;
        if (handshake == null) {
            connected.accept(channel);
            return;
        }
        long limit = settings.connectTimeout().toMillis();
        Future<?> timer =
                key.local() ? null : channel.eventLoop().schedule(() -> channel.close(), limit, TimeUnit.MILLISECONDS);
        handshake.addListener(done -> {
            if (timer != null) {
                timer.cancel(false);
            }
            if (done.isSuccess()) {
                connected.accept(channel);
            } else {
                channel.close();
                failed.accept(new Failure(
                        (ssl != null ? "TLS: " : "HTTP/2: ") + done.cause().getMessage(), false));
            }
        });
    }

    private static InetSocketAddress address(UpstreamKey key) {
        InetAddress literal =
                NetUtil.createInetAddressFromIpAddressString(key.endpoint().address());
        int port = key.endpoint().port();
        return literal != null
                ? new InetSocketAddress(literal, port)
                : InetSocketAddress.createUnresolved(key.endpoint().address(), port);
    }

    /** Pushed streams, which we forbid in our SETTINGS. */
    @ChannelHandler.Sharable
    private static final class RefusedStream extends ChannelInboundHandlerAdapter {
        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            ctx.close();
        }
    }
}
