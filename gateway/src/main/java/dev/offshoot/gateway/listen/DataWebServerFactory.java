package dev.offshoot.gateway.listen;

import dev.offshoot.gateway.tls.ServerCertificates;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.http.server.reactive.HttpHandler;

/**
 * Makes the data plane's web server: the URL listener on {@code server.address} (loopback unless set) and {@code server.port}, and the
 * interception listeners and the one for local processes' calls. Of Boot's other {@code server.*} properties none applies to it.
 *
 * <p>For the management server's context, Boot makes a second instance of the class of the main context's factory, through
 * the constructor without parameters: that one is Boot's own factory in all it does.
 */
public final class DataWebServerFactory extends NettyReactiveWebServerFactory {
    private final @Nullable Servers servers;
    private final @Nullable InterceptionListeners listeners;
    private final @Nullable OutboundListener outbound;
    private final @Nullable ServerCertificates certificates;

    /** For the management server. */
    public DataWebServerFactory() {
        this.servers = null;
        this.listeners = null;
        this.outbound = null;
        this.certificates = null;
    }

    DataWebServerFactory(
            Servers servers,
            InterceptionListeners listeners,
            OutboundListener outbound,
            @Nullable ServerCertificates certificates) {
        this.servers = servers;
        this.listeners = listeners;
        this.outbound = outbound;
        this.certificates = certificates;
    }

    @Override
    public WebServer getWebServer(HttpHandler spring) {
        if (servers == null || listeners == null || outbound == null) {
            return super.getWebServer(spring);
        }
        InetAddress address = getAddress();
        InetSocketAddress listen =
                new InetSocketAddress(address == null ? InetAddress.getLoopbackAddress() : address, getPort());
        return new DataWebServer(servers, spring, listen, listeners, outbound, certificates);
    }
}
