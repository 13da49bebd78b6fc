package dev.offshoot.gateway.relay;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;

/** Where an upstream connection lives: on the client connection's event loop, as the same kind of socket. */
record Transport(EventLoop loop, Class<? extends Channel> type) {
    /** @param client a connection, or an HTTP/2 stream of one */
    static Transport of(Channel client) {
        Channel socket = client.parent() instanceof SocketChannel parent ? parent : client;
        return new Transport(socket.eventLoop(), socket.getClass());
    }
}
