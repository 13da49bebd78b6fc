package dev.offshoot.gateway.tunnel;

import dev.offshoot.gateway.listen.TunnelDoor;
import dev.offshoot.gateway.source.LatestFacts;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The tunnels' beans. */
@Configuration(proxyBeanMethods = false)
class TunnelConfiguration {
    @Bean(destroyMethod = "close")
    Tunnels tunnels(
            LatestFacts facts,
            @Value("${server.address:127.0.0.1}") InetAddress address,
            TunnelSettings settings,
            MeterRegistry meters) {
        return new Tunnels(facts, address, settings, meters);
    }

    @Bean
    TunnelDoor tunnelDoor(Tunnels tunnels) {
        return new Door(tunnels, tunnels.meters());
    }
}
