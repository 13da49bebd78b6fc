package dev.offshoot.gateway.tunnel;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Tunnels at this gateway: {@code offshoot.tunnel.*}.
 *
 * @param firstPort the first port that may be opened for a tunnel
 * @param lastPort the last one
 * @param ping how often a connected client is asked for a sign of life
 * @param silence after how long without one it is taken for dead
 * @param outbound whether processes may call Services: only where nobody can open a Tunnel in another's name
 */
@ConfigurationProperties("offshoot.tunnel")
record TunnelSettings(
        @DefaultValue("30000") int firstPort,
        @DefaultValue("30999") int lastPort,
        @DefaultValue("10s") Duration ping,
        @DefaultValue("25s") Duration silence,
        @DefaultValue("true") boolean outbound) {}
