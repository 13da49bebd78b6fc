package dev.offshoot.gateway.route;

import dev.offshoot.routing.context.RequestView;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServerRequest;

/**
 * A request as it came from the connection, before any filter changed it.
 *
 * @param tunnelSpace as {@link RequestView#tunnelSpace}
 */
record NativeRequestView(
        HttpServerRequest request, @Nullable String tunnelSpace) implements RequestView {
    @Override
    public @Nullable String header(String name) {
        return request.requestHeaders().get(name);
    }

    @Override
    public List<String> headers(String name) {
        return request.requestHeaders().getAll(name);
    }

    @Override
    public @Nullable String authority() {
        return request.requestHeaders().get(HttpHeaderNames.HOST);
    }

    /** The connection's other end. */
    @Nullable
    InetSocketAddress peer() {
        return request.connectionRemoteAddress() instanceof InetSocketAddress address ? address : null;
    }

    @Override
    public @Nullable String peerAddress() {
        InetSocketAddress peer = peer();
        return peer == null || peer.getAddress() == null
                ? null
                : peer.getAddress().getHostAddress();
    }
}
