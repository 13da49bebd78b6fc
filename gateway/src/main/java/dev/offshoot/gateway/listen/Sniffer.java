package dev.offshoot.gateway.listen;

import dev.offshoot.gateway.relay.BytePipe;
import dev.offshoot.routing.decision.Endpoint;
import dev.offshoot.routing.decision.UpstreamProtocol;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * Stands first on an intercepted connection and tells by its first bytes whether it speaks HTTP; if it doesn't, joins it to an
 * endpoint of the called Service. A port declared as something else than HTTP is joined at once. On an undeclared port,
 * 100 ms of silence lead to a connection on which the server may speak first; until it does, HTTP that comes late is
 * still HTTP, and what the server does to that connection is done to the client's. A beginning that fits a method is waited out
 * for a second there.
 */
final class Sniffer extends ChannelInboundHandlerAdapter {
    private static final long SILENCE_MILLIS = 100;
    private static final long DOUBT_MILLIS = 1000;
    private static final int CONNECT_MILLIS = 5000;
    private static final String PIPE = "bytePipe";

    private enum State {
        /** The client hasn't said enough. */
        LISTENING,
        /** It isn't HTTP: waits for the connection to the endpoint. */
        JOINING,
        /** HTTP, joined or closed: nothing more to do here. */
        DONE
    }

    private final CurrentListener listener;
    private final PipeMeters meters;
    private final @Nullable LocalCaller caller;
    private State state = State.LISTENING;
    private @Nullable ByteBuf seen;
    private boolean clientEnded;
    private boolean doubted;
    private @Nullable Future<?> silence;
    private boolean asking;
    private @Nullable ChannelFuture connecting;

    /** @param caller who must be allowed to reach the called Service; null where nobody is asked */
    Sniffer(CurrentListener listener, PipeMeters meters, @Nullable LocalCaller caller) {
        this.listener = listener;
        this.meters = meters;
        this.caller = caller;
    }

    @Override
    public void channelActive(ChannelHandlerContext client) {
        switch (listener.value().called().protocol()) {
            case HTTP1, H2C, GRPC -> {}
            case HTTPS, TCP -> join(client);
            case UNDECLARED ->
                silence = client.executor().schedule(() -> speculate(client), SILENCE_MILLIS, TimeUnit.MILLISECONDS);
        }
        client.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext client, Object message) {
        if (state == State.DONE || !(message instanceof ByteBuf bytes)) {
            client.fireChannelRead(message);
            return;
        }
        seen = seen == null ? bytes : Unpooled.wrappedBuffer(seen, bytes);
        if (state == State.JOINING) {
            return;
        }
        switch (FirstBytes.of(seen)) {
            case HTTP -> letThrough(client);
            case OTHER -> join(client);
            case UNDECIDED -> {
                giveUpInTime(client);
                client.read();
            }
        }
    }

    /** What looks like the beginning of a method and stops may be all that a client of another protocol has to say. */
    private void giveUpInTime(ChannelHandlerContext client) {
        if (listener.value().called().protocol() == UpstreamProtocol.UNDECLARED && !doubted) {
            doubted = true;
            stopWaiting();
            silence = client.executor().schedule(() -> join(client), DOUBT_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void stopWaiting() {
        if (silence != null) {
            silence.cancel(false);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext client, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE && state != State.DONE) {
            clientEnded = true;
            endedEarly(client);
        } else {
            client.fireUserEventTriggered(event);
        }
    }

    /** A client that says nothing at all may still want to hear something, but not from an HTTP server. */
    private void endedEarly(ChannelHandlerContext client) {
        if (state == State.LISTENING && (seen != null || !listener.isDeclaredHttp())) {
            join(client);
        } else if (state == State.LISTENING) {
            client.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext client) {
        end();
        client.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext client) {
        end();
    }

    private void end() {
        if (state == State.DONE) {
            return;
        }
        state = State.DONE;
        stopSpeculating();
        if (seen != null) {
            seen.release();
            seen = null;
        }
    }

    private void stopSpeculating() {
        stopWaiting();
        if (connecting != null) {
            connecting.channel().close();
        }
    }

    private void letThrough(ChannelHandlerContext client) {
        state = State.DONE;
        stopSpeculating();
        client.fireChannelRead(seen);
        seen = null;
        client.pipeline().remove(this);
    }

    private void join(ChannelHandlerContext client) {
        state = State.JOINING;
        stopWaiting();
        if (connecting == null) {
            connect(client);
        } else if (connecting.isSuccess()) {
            pipe(client, connecting.channel());
        }
    }

    private void speculate(ChannelHandlerContext client) {
        if (state == State.LISTENING && seen == null && connecting == null) {
            connect(client);
        }
    }

    private void connect(ChannelHandlerContext client) {
        if (caller == null) {
            dial(client);
        } else if (!asking) {
            asking = true;
            caller.refusal(listener.value().called().service())
                    .hasElement()
                    .subscribe(refused -> client.executor().execute(() -> decided(client, refused)));
        }
    }

    /** A client that waits for the server to speak first, in vain, wouldn't learn otherwise that it may not be there. */
    private void decided(ChannelHandlerContext client, boolean refused) {
        asking = false;
        if (state == State.DONE) {
            return;
        }
        if (refused) {
            meters.failed().increment();
            BytePipe.reset(client.channel());
        } else {
            dial(client);
        }
    }

    private void dial(ChannelHandlerContext client) {
        List<Endpoint> endpoints = listener.value().called().endpoints();
        if (endpoints.isEmpty()) {
            failed(client);
            return;
        }
        Endpoint endpoint = endpoints.get(ThreadLocalRandom.current().nextInt(endpoints.size()));
        connecting = new Bootstrap()
                .group(client.channel().eventLoop())
                .channel(client.channel().getClass())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new Ear(client))
                .connect(new InetSocketAddress(endpoint.address(), endpoint.port()));
        connecting.addListener((ChannelFutureListener) done -> connected(client, done));
    }

    private void connected(ChannelHandlerContext client, ChannelFuture done) {
        if (state == State.DONE) {
            done.channel().close();
        } else if (!done.isSuccess()) {
            connecting = null;
            failed(client);
        } else if (state == State.JOINING) {
            pipe(client, done.channel());
        }
    }

    /** Where nobody was sure yet, the client may still speak HTTP, to a space that has endpoints. */
    private void failed(ChannelHandlerContext client) {
        if (state == State.JOINING) {
            meters.failed().increment();
            BytePipe.reset(client.channel());
        }
    }

    private void pipe(ChannelHandlerContext client, Channel server) {
        state = State.DONE;
        meters.joined().increment();
        BytePipe.Pair pair = BytePipe.pair();
        server.pipeline().addLast(pair.far());
        client.pipeline().addAfter(client.name(), PIPE, pair.near());
        dropHttp(client.pipeline());
        if (seen != null) {
            pair.far().send(seen);
            seen = null;
        }
        if (clientEnded) {
            pair.far().sendFin();
        }
        server.pipeline().remove(Ear.class);
        client.pipeline().remove(this);
        pair.near().start();
    }

    /** reactor-netty's bridge stays: it keeps account of connections. */
    private static void dropHttp(ChannelPipeline pipeline) {
        List<String> names = pipeline.names();
        int bridge = names.indexOf(NettyPipeline.ReactiveBridge);
        for (String name : names.subList(names.indexOf(PIPE) + 1, bridge)) {
            if (pipeline.get(name) != null) {
                pipeline.remove(name);
            }
        }
    }

    /** Listens on the server's side until the two are joined. */
    private final class Ear extends ChannelInboundHandlerAdapter {
        private final ChannelHandlerContext client;

        Ear(ChannelHandlerContext client) {
            this.client = client;
        }

        @Override
        public void channelRead(ChannelHandlerContext server, Object message) {
            if (state == State.DONE) {
                server.fireChannelRead(message);
                return;
            }
            pipe(client, server.channel());
            server.fireChannelRead(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext server, Object event) {
            if (event == ChannelInputShutdownEvent.INSTANCE && state != State.DONE) {
                server.close();
                client.close();
            } else {
                server.fireUserEventTriggered(event);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext server, Throwable cause) {
            server.close();
            if (state != State.DONE) {
                BytePipe.reset(client.channel());
            }
        }
    }
}
