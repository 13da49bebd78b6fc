package dev.offshoot.gateway.tunnel;

import dev.offshoot.tunnel.StreamOpener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;

/** Gives each connection to one tunnel's ports a stream of its own. On the tunnel's event loop, as are those connections. */
final class Acceptor {
    private final StreamOpener opener;
    private final String service;
    private final TunnelMeters meters;

    /** @param service what a stream's {@code :authority} names, before the port */
    Acceptor(StreamOpener opener, String service, TunnelMeters meters) {
        this.opener = opener;
        this.service = service;
        this.meters = meters;
    }

    /** Stands on an accepted connection until its stream is there. */
    final class Accepted extends ChannelInboundHandlerAdapter {
        private final int port;

        /** @param port the Service's */
        Accepted(int port) {
            this.port = port;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            opener.open(
                    (DuplexChannel) context.channel(),
                    service,
                    port,
                    meters.traffic(),
                    outcome -> meters.streams(outcome).increment());
            context.pipeline().remove(this);
        }
    }
}
