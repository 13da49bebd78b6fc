package dev.offshoot.cli.outbound;

import dev.offshoot.tunnel.StreamOpener;
import dev.offshoot.tunnel.StreamPipe;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Listening ports on loopback, one for each port of each Service that the process may want to call. A connection there becomes a stream
 * of the tunnel; while none is connected it is reset. To be opened by one thread; {@link #through} and {@link #lost} by any.
 */
public final class LocalListeners implements AutoCloseable {
    /** Where they listen. */
    static final String HOST = "127.0.0.1";

    private static final int MOST_TRIES = 50;

    private final EventLoopGroup loop;
    private final String whose;
    private final Consumer<String> say;
    private final Map<String, Channel> open = new HashMap<>();
    private final AtomicReference<@Nullable StreamOpener> calls = new AtomicReference<>();

    /**
     * @param loop of one thread, the tunnel's too
     * @param whose as {@link StablePorts#of} has it
     * @param say takes a line for a person
     */
    public LocalListeners(EventLoopGroup loop, String whose, Consumer<String> say) {
        this.loop = loop;
        this.whose = whose;
        this.say = say;
    }

    /** Calls go through here from now on. */
    public void through(StreamOpener tunnel) {
        calls.set(tunnel);
    }

    /** No calls go through here any more. */
    public void lost(StreamOpener tunnel) {
        calls.compareAndSet(tunnel, null);
    }

    /**
     * The local port of a Service's, opened if it isn't yet.
     *
     * @throws IllegalStateException where none is free
     */
    int open(String service, int port) {
        Channel listening = open.computeIfAbsent(service + ":" + port, any -> bind(service, port));
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    boolean isOpen(String service, int port) {
        return open.containsKey(service + ":" + port);
    }

    private Channel bind(String service, int port) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        accepted.pipeline().addLast(new Accepted(service, port));
                    }
                });
        for (int taken = 0; taken < MOST_TRIES; taken++) {
            int local = StablePorts.of(whose, service, port, taken);
            ChannelFuture bound =
                    bootstrap.bind(InetAddress.getLoopbackAddress(), local).awaitUninterruptibly();
            if (bound.isSuccess()) {
                if (taken > 0) {
                    say.accept("port " + StablePorts.of(whose, service, port, 0) + ", the usual one of " + service + ":"
                            + port + ", is taken; it is " + local + " this time");
                }
                return bound.channel();
            }
        }
        throw new IllegalStateException("no local port from " + StablePorts.FIRST + " to "
                + (StablePorts.FIRST + StablePorts.SIZE - 1) + " could be opened for " + service + ":" + port);
    }

    /** Takes no more connections. */
    @Override
    public void close() {
        open.values().forEach(listening -> listening.close().awaitUninterruptibly());
    }

    private final class Accepted extends ChannelInboundHandlerAdapter {
        private final String service;
        private final int port;

        Accepted(String service, int port) {
            this.service = service;
            this.port = port;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            DuplexChannel socket = (DuplexChannel) context.channel();
            context.pipeline().remove(this);
            StreamOpener tunnel = calls.get();
            if (tunnel == null) {
                say.accept("a call to " + service + ":" + port + " was reset: "
                        + "no gateway that takes calls from here is connected");
                StreamPipe.reset(socket);
                return;
            }
            tunnel.open(socket, service, port, UNSEEN, outcome -> {
                if (outcome == StreamOpener.Outcome.TOO_MANY) {
                    say.accept("a call to " + service + ":" + port + " was reset: too many connections are open");
                }
            });
        }
    }

    private static final StreamPipe.Traffic UNSEEN = new StreamPipe.Traffic() {
        @Override
        public void toSocket(ByteBuf bytes) {}

        @Override
        public void fromSocket(ByteBuf bytes) {}

        @Override
        public void ended() {}
    };
}
