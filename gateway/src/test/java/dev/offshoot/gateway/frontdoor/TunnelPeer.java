package dev.offshoot.gateway.frontdoor;

import dev.offshoot.tunnel.Claim;
import dev.offshoot.tunnel.StreamOpener;
import dev.offshoot.tunnel.StreamPipe;
import dev.offshoot.tunnel.local.Ending;
import dev.offshoot.tunnel.local.LocalEnd;
import dev.offshoot.tunnel.local.LocalEvents;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A connected process' end of Tunnel {@code alice/orders}, as {@code offshoot connect} has it. */
final class TunnelPeer implements LocalEvents, AutoCloseable {
    private static final EventLoopGroup LOOP = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    final CompletableFuture<Void> connected = new CompletableFuture<>();
    final CompletableFuture<Void> wentAway = new CompletableFuture<>();
    final CompletableFuture<Ending> ended = new CompletableFuture<>();
    final AtomicInteger refused = new AtomicInteger();
    final AtomicInteger open = new AtomicInteger();

    /** What the process calls through. */
    final CompletableFuture<StreamOpener> calls = new CompletableFuture<>();

    /** The nonce that the gateway said. */
    volatile String nonce;

    private final LocalEnd end;

    /**
     * @param nonces the one to sign, from the one that came
     * @param ports the process' own, by the Service's
     * @param hold how long connections wait while nobody listens there
     */
    TunnelPeer(
            int gateway,
            TunnelKey key,
            String uid,
            UnaryOperator<String> nonces,
            Map<Integer, Integer> ports,
            Duration hold) {
        Map<Integer, InetSocketAddress> targets = new HashMap<>();
        ports.forEach((service, local) ->
                targets.put(service, new InetSocketAddress(InetAddress.getLoopbackAddress(), local)));
        LocalEnd.Plan plan = new LocalEnd.Plan(
                URI.create("http://127.0.0.1:" + gateway),
                said -> {
                    nonce = said;
                    return Claim.of("alice", "orders", uid, nonces.apply(said), key.secret());
                },
                targets,
                hold,
                Duration.ofSeconds(10),
                Duration.ofSeconds(25));
        end = LocalEnd.open(LOOP, plan, this);
    }

    TunnelPeer(int gateway, TunnelKey key, String uid, UnaryOperator<String> nonces, Map<Integer, Integer> ports) {
        this(gateway, key, uid, nonces, ports, Duration.ZERO);
    }

    TunnelPeer(FrontDoor gateway, TunnelKey key, String uid, int localPort) {
        this(gateway.port(), key, uid, said -> said, Map.of(80, localPort));
    }

    @Override
    public void connected() {
        connected.complete(null);
    }

    @Override
    public void goAway() {
        wentAway.complete(null);
    }

    @Override
    public void refused(int servicePort) {
        refused.incrementAndGet();
    }

    @Override
    public StreamPipe.Traffic joined(int servicePort) {
        open.incrementAndGet();
        return new StreamPipe.Traffic() {
            @Override
            public void toSocket(ByteBuf bytes) {}

            @Override
            public void fromSocket(ByteBuf bytes) {}

            @Override
            public void ended() {
                open.decrementAndGet();
            }
        };
    }

    @Override
    public void mayCall(StreamOpener opener) {
        calls.complete(opener);
    }

    /** A local port that leads to a Service's, as {@code offshoot connect} opens them; open until the tests end. */
    int listen(String service, int port) throws Exception {
        StreamOpener opener = calls.get(20, TimeUnit.SECONDS);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(LOOP)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        accepted.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                            @Override
                            public void channelActive(ChannelHandlerContext context) {
                                opener.open(
                                        (DuplexChannel) context.channel(), service, port, joined(port), outcome -> {});
                            }
                        });
                    }
                });
        Channel listening =
                bootstrap.bind(InetAddress.getLoopbackAddress(), 0).sync().channel();
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    @Override
    public void ended(Ending ending) {
        ended.complete(ending);
        connected.completeExceptionally(new AssertionError("ended: " + ending));
    }

    @Override
    public void close() {
        end.close();
        ended.join();
    }
}
