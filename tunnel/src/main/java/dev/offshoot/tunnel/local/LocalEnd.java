package dev.offshoot.tunnel.local;

import dev.offshoot.tunnel.Claim;
import dev.offshoot.tunnel.FrameBytes;
import dev.offshoot.tunnel.Handshake;
import dev.offshoot.tunnel.Parting;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One connection of a local process to a gateway. Its methods may be called from any thread. */
public final class LocalEnd {
    private static final int CONNECT_MILLIS = 10_000;
    private static final int MOST_ANSWER = 64 << 10;

    private final Channel channel;

    private LocalEnd(Channel channel) {
        this.channel = channel;
    }

    /**
     * How a tunnel is connected.
     *
     * @param gateway {@code http://} or {@code https://}, without a path
     * @param claim signs for a nonce
     * @param targets where the process listens, by the Service's port
     * @param hold how long a connection waits where nobody listens, as while the process starts anew
     * @param ping how often the gateway is asked for a sign of life
     * @param silence after how long without one it is taken for dead
     */
    public record Plan(
            URI gateway,
            Function<String, Claim> claim,
            Map<Integer, InetSocketAddress> targets,
            Duration hold,
            Duration ping,
            Duration silence) {
        public Plan {
            targets = Map.copyOf(targets);
        }

        private boolean tls() {
            return "https".equals(gateway.getScheme());
        }

        private int port() {
            return gateway.getPort() >= 0 ? gateway.getPort() : tls() ? 443 : 80;
        }

        URI webSocket() {
            return URI.create((tls() ? "wss" : "ws") + "://" + gateway.getRawAuthority() + Handshake.PATH);
        }
    }

    /** Begins to connect; {@code events} tells how that goes, at last that it ended. */
    public static LocalEnd open(EventLoopGroup loop, Plan plan, LocalEvents events) {
        Opening opening = new Opening(plan, events);
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) throws SSLException {
                        SslContext tls = tls(plan);
                        if (tls != null) {
                            channel.pipeline()
                                    .addLast(tls.newHandler(channel.alloc(), plan.gateway.getHost(), plan.port()));
                        }
                        channel.pipeline()
                                .addLast(new HttpClientCodec(), new HttpObjectAggregator(MOST_ANSWER), opening);
                    }
                })
                .connect(Objects.requireNonNull(plan.gateway.getHost()), plan.port());
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                opening.failed(done.cause());
            }
        });
        return new LocalEnd(connecting.channel());
    }

    private static @Nullable SslContext tls(Plan plan) throws SSLException {
        return plan.tls() ? SslContextBuilder.forClient().build() : null;
    }

    /** Ends it; streams that are open break off. */
    public void close() {
        channel.eventLoop().execute(() -> {
            FrameBytes frames = channel.pipeline().get(FrameBytes.class);
            if (frames != null) {
                frames.part(Parting.DONE, "");
            } else {
                channel.close();
            }
        });
    }
}
