package dev.offshoot.gateway.tunnel;

import dev.offshoot.cluster.replica.HeldTunnel;
import dev.offshoot.routing.facts.TunnelFact;
import dev.offshoot.tunnel.CallsStream;
import dev.offshoot.tunnel.FrameBytes;
import dev.offshoot.tunnel.Http2Ends;
import dev.offshoot.tunnel.Liveness;
import dev.offshoot.tunnel.Parting;
import dev.offshoot.tunnel.StreamOpener;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * One admitted connection, and the listening ports through which it is reached. Its methods wait for the connection's event loop:
 * they are for the tunnels' thread alone.
 */
final class TunnelConnection {
    private final TunnelFact fact;
    private final Channel channel;
    private final TunnelMeters meters;
    private final Map<Integer, Channel> listeners = new TreeMap<>();

    TunnelConnection(TunnelFact fact, Channel channel, TunnelMeters meters) {
        this.fact = fact;
        this.channel = channel;
        this.meters = meters;
    }

    TunnelFact fact() {
        return fact;
    }

    Channel channel() {
        return channel;
    }

    /** The Service's ports, each with the port that this gateway listens on for it. */
    Map<Integer, Integer> ports() {
        Map<Integer, Integer> ports = new TreeMap<>();
        listeners.forEach((port, listener) -> ports.put(port, ((InetSocketAddress) listener.localAddress()).getPort()));
        return ports;
    }

    HeldTunnel held() {
        return new HeldTunnel(fact.namespace(), fact.name(), fact.uid(), ports());
    }

    /** HTTP/2 from now on, in which the process may call if the settings let it. */
    void begin(TunnelSettings settings, OutboundCalls outbound) {
        channel.eventLoop()
                .submit(() -> {
                    if (channel.isActive()) {
                        speakHttp2(settings);
                        if (settings.outbound()) {
                            CallsStream.offer(channel, outbound.of(fact, channel));
                        }
                    }
                })
                .syncUninterruptibly();
    }

    private void speakHttp2(TunnelSettings settings) {
        ChannelPipeline pipeline = channel.pipeline();
        Runnable dead = () -> {
            meters.ended(Parting.SILENT);
            frames().part(
                            Parting.SILENT,
                            "Nothing came for " + settings.silence().toSeconds() + " s.");
        };
        pipeline.replace(Greeting.class, "liveness", new Liveness(settings.ping(), settings.silence(), dead));
        pipeline.addBefore(NettyPipeline.ReactiveBridge, "tunnelEnd", new End());
        for (ChannelHandler handler : Http2Ends.opening()) {
            pipeline.addBefore("tunnelEnd", null, handler);
        }
    }

    /**
     * Opens a listening port for each of the Tunnel's.
     *
     * @param candidate gives a port to try, from the Service's; negative if there is none any more
     * @return whether all are open
     */
    boolean listen(InetAddress address, IntUnaryOperator candidate) {
        Acceptor acceptor = new Acceptor(new StreamOpener(channel), fact.service(), meters);
        for (int port : fact.ports()) {
            Channel listener = listen(acceptor, port, address, candidate);
            if (listener == null) {
                closeListeners();
                return false;
            }
            listeners.put(port, listener);
        }
        return true;
    }

    private @Nullable Channel listen(Acceptor acceptor, int port, InetAddress address, IntUnaryOperator candidate) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(channel.eventLoop())
                .channel(
                        channel instanceof EpollSocketChannel
                                ? EpollServerSocketChannel.class
                                : NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        accepted.pipeline().addLast(acceptor.new Accepted(port));
                    }
                });
        for (int tried = candidate.applyAsInt(port); tried >= 0; tried = candidate.applyAsInt(port)) {
            ChannelFuture bound = bootstrap.bind(address, tried).awaitUninterruptibly();
            if (bound.isSuccess()) {
                return bound.channel();
            }
        }
        return null;
    }

    /** The ports are free when it returns; connections through them go on. */
    void closeListeners() {
        listeners.values().forEach(listener -> listener.close().syncUninterruptibly());
    }

    /** Tells the client why, and closes. */
    void end(Parting why, String reason) {
        closeListeners();
        if (channel.isActive()) {
            meters.ended(why);
            channel.eventLoop().execute(() -> frames().part(why, reason));
        }
    }

    /** Tells the client to go to another gateway; what it has open stays. */
    void goAway() {
        channel.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR).setExtraStreamIds(Integer.MAX_VALUE));
    }

    private FrameBytes frames() {
        return channel.pipeline().get(FrameBytes.class);
    }

    /** Nothing of a tunnel concerns reactor-netty's bridge, which stands behind it. */
    private final class End extends ChannelDuplexHandler {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof FrameBytes.Parted) {
                meters.ended(Parting.DONE);
            }
        }

        /** HTTP/2's codec would wait for all streams. */
        @Override
        public void close(ChannelHandlerContext context, ChannelPromise promise) {
            frames().part(Parting.GOING_AWAY, "The gateway stops.");
            context.channel().closeFuture().addListener(closed -> promise.trySuccess());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            meters.ended(Parting.MALFORMED);
            frames().part(Parting.MALFORMED, "What came can't be understood.");
        }
    }
}
