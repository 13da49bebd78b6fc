package dev.offshoot.gateway.tunnel;

import dev.offshoot.tunnel.Claim;
import io.netty.channel.Channel;

/** Decides whether a connection may serve the Tunnel that it claims. */
interface Admission {
    /**
     * Returns at once; the channel is connected or ended later.
     *
     * @param nonce what was said to this connection alone
     */
    void admit(Claim claim, String nonce, Channel channel);
}
