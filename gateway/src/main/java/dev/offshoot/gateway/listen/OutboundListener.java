package dev.offshoot.gateway.listen;

import dev.offshoot.routing.snapshot.Listener;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * Where calls of local processes come in: a listening port on loopback that does what an interception listener does, for whichever
 * Service the call is to. Only the gateway itself may connect there: it announces each connection's own port first, and who comes from
 * another one is turned away. Methods may be called from any thread.
 */
public final class OutboundListener {
    private static final InetAddress LOOPBACK = NetUtil.LOCALHOST4;

    private final PipeMeters pipes;
    private final Map<Integer, Call> announced = new ConcurrentHashMap<>();
    private volatile @Nullable DisposableServer server;

    private record Call(LocalCaller caller, Supplier<Listener> called) {}

    OutboundListener(PipeMeters pipes) {
        this.pipes = pipes;
    }

    /** Begins to listen, with a server like {@code base}. */
    void serve(HttpServer base) {
        server = base.host(LOOPBACK.getHostAddress())
                .port(0)
                .doOnChannelInit((observer, channel, address) -> accept(channel))
                .bindNow();
    }

    /** Takes no more connections. */
    void close() {
        DisposableServer open = server;
        server = null;
        if (open != null) {
            open.channel().close().syncUninterruptibly();
        }
    }

    private void accept(Channel channel) {
        InetSocketAddress from = (InetSocketAddress) channel.remoteAddress();
        Call call = from == null ? null : announced.remove(from.getPort());
        if (call == null) {
            channel.close();
            return;
        }
        CurrentListener listener = new CurrentListener(call.called);
        channel.attr(CurrentListener.KEY).set(listener);
        Arrivals.comesFrom(channel, call.caller);
        channel.pipeline().addFirst("sniffer", new Sniffer(listener, pipes, call.caller));
    }

    /**
     * Begins a connection of a local process, which the caller of this method carries on: half-closure is allowed, and nothing is read
     * before it asks.
     *
     * @param epoll whether {@code loop} is one of epoll's
     * @param called asked for each request on the connection; it may not wait
     */
    public ChannelFuture connect(EventLoop loop, boolean epoll, LocalCaller caller, Supplier<Listener> called) {
        ChannelFuture bound = new Bootstrap()
                .group(loop)
                .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.AUTO_READ, false)
                .handler(new ChannelInboundHandlerAdapter())
                .bind(LOOPBACK, 0);
        ChannelPromise connected = bound.channel().newPromise();
        bound.addListener((ChannelFutureListener) done -> {
            if (done.isSuccess()) {
                connect(done.channel(), new Call(caller, called), connected);
            } else {
                connected.setFailure(Objects.requireNonNull(done.cause()));
            }
        });
        return connected;
    }

    /** Null while it doesn't listen. */
    @Nullable
    SocketAddress address() {
        DisposableServer open = server;
        return open == null ? null : open.address();
    }

    private void connect(Channel channel, Call call, ChannelPromise connected) {
        SocketAddress address = address();
        if (address == null) {
            channel.close();
            connected.setFailure(new IllegalStateException("the gateway stops"));
            return;
        }
        int port = ((InetSocketAddress) channel.localAddress()).getPort();
        announced.put(port, call);
        channel.closeFuture().addListener(closed -> announced.remove(port, call));
        channel.connect(address, connected);
    }
}
