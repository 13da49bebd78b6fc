package dev.offshoot.gateway.relay;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * The end of what is written to a connection, while the other direction stays open: a FIN (RFC 9293 §3.6), after a {@code
 * close_notify} where there is TLS, without which the other side would take it for a truncation (RFC 8446 §6.1).
 */
public final class Fin {
    private Fin() {}

    /** All before it must be written already; on the event loop. */
    public static void send(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            shutDownOutput(channel);
        } else {
            tls.closeOutbound().addListener(said -> shutDownOutput(channel));
        }
    }

    private static void shutDownOutput(Channel channel) {
        if (channel.isActive() && channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }
}
