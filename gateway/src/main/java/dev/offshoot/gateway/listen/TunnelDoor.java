package dev.offshoot.gateway.listen;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;

/** Takes connections of URL listeners over that aren't for a space but a local process' tunnel. On the connection's event loop. */
public interface TunnelDoor {
    /** Whether the request asks for a tunnel, by its path. */
    boolean isFor(HttpRequest request);

    /**
     * The connection's owner from now on. Between the network and reactor-netty's bridge the HTTP/1 codec is left, and TLS where there is.
     *
     * @param request the head of a request that has ended
     */
    void take(Channel channel, HttpRequest request);
}
