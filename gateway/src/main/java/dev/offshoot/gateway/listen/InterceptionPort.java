package dev.offshoot.gateway.listen;

import dev.offshoot.routing.snapshot.Listener;
import io.netty.channel.Channel;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** One open listening port. Connections remember the listener they came through, which may become another while they stay. */
final class InterceptionPort {
    private final DisposableServer server;
    private final PipeMeters pipes;
    private volatile CurrentListener current;

    /** Opens it; throws if the system doesn't let us. */
    InterceptionPort(HttpServer base, Listener listener, PipeMeters pipes) {
        this.pipes = pipes;
        this.current = new CurrentListener(listener);
        this.server = bind(base, listener.port());
    }

    private DisposableServer bind(HttpServer base, int port) {
        return base.port(port)
                .doOnChannelInit((observer, channel, address) -> accept(channel))
                .bindNow();
    }

    private void accept(Channel channel) {
        CurrentListener listener = current;
        channel.attr(CurrentListener.KEY).set(listener);
        channel.pipeline().addFirst("sniffer", new Sniffer(listener, pipes, null));
    }

    /** The same port of the same Service changes for its connections too; another one only begins with new connections. */
    void become(Listener listener) {
        if (current.isSame(listener)) {
            current.become(listener);
            return;
        }
        CurrentListener former = current;
        current = new CurrentListener(listener);
        former.close();
    }

    /** Takes no more connections; returns when the port is free. */
    void close() {
        current.close();
        server.channel().close().syncUninterruptibly();
    }
}
