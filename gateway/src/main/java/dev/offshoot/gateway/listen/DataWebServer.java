package dev.offshoot.gateway.listen;

import dev.offshoot.gateway.tls.ServerCertificates;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.GracefulShutdownCallback;
import org.springframework.boot.web.server.GracefulShutdownResult;
import org.springframework.boot.web.server.WebServer;
import org.springframework.http.server.reactive.HttpHandler;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * The URL listener, plain and in TLS, as Boot's web server, with the other listeners beside it: they start and stop together. A stop takes
 * no new connections and waits for what is under way, as long as Boot's lifecycle lets it.
 */
final class DataWebServer implements WebServer {
    private static final Logger LOG = LoggerFactory.getLogger(DataWebServer.class);

    private final Servers servers;
    private final HttpHandler spring;
    private final InetSocketAddress address;
    private final InterceptionListeners listeners;
    private final OutboundListener outbound;
    private final @Nullable ServerCertificates certificates;
    private volatile @Nullable DisposableServer bound;
    private volatile @Nullable DisposableServer boundTls;
    private volatile @Nullable Thread stopping;

    /** @param certificates for a second port, in TLS; null for none */
    DataWebServer(
            Servers servers,
            HttpHandler spring,
            InetSocketAddress address,
            InterceptionListeners listeners,
            OutboundListener outbound,
            @Nullable ServerCertificates certificates) {
        this.servers = servers;
        this.spring = spring;
        this.address = address;
        this.listeners = listeners;
        this.outbound = outbound;
        this.certificates = certificates;
    }

    @Override
    public void start() {
        if (bound != null) {
            return;
        }
        DisposableServer server = bind(servers.url(spring), address.getPort(), "--port");
        bound = server;
        if (certificates != null) {
            bindTls(certificates);
        }
        listeners.serve(servers.intercepted(spring).host(host()));
        outbound.serve(servers.intercepted(spring));
        Thread alive = new Thread(() -> server.onDispose().block(), "url-listener");
        alive.setDaemon(false);
        alive.start();
        LOG.info("URL listener on {}:{}", server.host(), server.port());
    }

    private void bindTls(ServerCertificates with) {
        try {
            DisposableServer server =
                    bind(servers.url(spring, with), with.settings().port(), "--tls-port");
            boundTls = server;
            LOG.info("URL listener in TLS on {}:{}", server.host(), server.port());
        } catch (UrlListenerException taken) {
            stop();
            throw taken;
        }
    }

    private DisposableServer bind(HttpServer server, int port, String option) {
        try {
            return server.host(host()).port(port).bindNow();
        } catch (RuntimeException e) {
            throw new UrlListenerException(host(), port, option, e);
        }
    }

    private String host() {
        return address.getAddress().getHostAddress();
    }

    @Override
    public void shutDownGracefully(GracefulShutdownCallback callback) {
        DisposableServer server = bound;
        if (server == null) {
            callback.shutdownComplete(GracefulShutdownResult.IDLE);
            return;
        }
        Thread waiter = new Thread(() -> callback.shutdownComplete(drain(server)), "url-listener-stop");
        stopping = waiter;
        waiter.start();
    }

    private GracefulShutdownResult drain(DisposableServer server) {
        listeners.close();
        outbound.close();
        closeTls();
        try {
            server.disposeNow(Duration.ofNanos(Long.MAX_VALUE));
            return GracefulShutdownResult.IDLE;
        } catch (RuntimeException interrupted) { // by stop(): nothing else ends this wait
            return GracefulShutdownResult.REQUESTS_ACTIVE;
        }
    }

    @Override
    public void stop() {
        Thread waiter = stopping;
        if (waiter != null) {
            waiter.interrupt();
        }
        listeners.close();
        outbound.close();
        closeTls();
        DisposableServer server = bound;
        bound = null;
        if (server != null) {
            server.dispose();
        }
    }

    /** Takes no more connections. */
    private void closeTls() {
        DisposableServer server = boundTls;
        boundTls = null;
        if (server != null) {
            server.channel().close().syncUninterruptibly();
        }
    }

    @Override
    public int getPort() {
        DisposableServer server = bound;
        return server == null ? -1 : server.port();
    }
}
