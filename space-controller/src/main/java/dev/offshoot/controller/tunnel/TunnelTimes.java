package dev.offshoot.controller.tunnel;

import java.time.Duration;

/**
 * How patient the controller is with tunnels.
 *
 * @param look between two looks at all Tunnels' renewals
 * @param expiry a Tunnel whose renewal hasn't changed for so long is deleted
 * @param resync how often what stands for a Tunnel is compared with what should, though nothing changed
 */
public record TunnelTimes(Duration look, Duration expiry, Duration resync) {
    public static final TunnelTimes DEFAULT =
            new TunnelTimes(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofMinutes(5));
}
