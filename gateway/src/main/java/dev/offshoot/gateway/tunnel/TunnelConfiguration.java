package dev.offshoot.gateway.tunnel;

import dev.offshoot.gateway.listen.OutboundListener;
import dev.offshoot.gateway.listen.TunnelDoor;
import dev.offshoot.gateway.source.ApiServer;
import dev.offshoot.gateway.source.LatestFacts;
import dev.offshoot.gateway.source.PublishedSnapshot;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The tunnels' beans. */
@Configuration(proxyBeanMethods = false)
class TunnelConfiguration {
    @Bean
    TunnelMeters tunnelMeters(MeterRegistry meters) {
        return new TunnelMeters(meters);
    }

    @Bean(destroyMethod = "close")
    AccessReviews accessReviews(ApiServer api) {
        return new AccessReviews(api);
    }

    @Bean
    OutboundCalls outboundCalls(
            OutboundListener listener, PublishedSnapshot published, AccessReviews reviews, TunnelMeters meters) {
        return new OutboundCalls(listener, published, reviews, meters);
    }

    @Bean(destroyMethod = "close")
    Tunnels tunnels(
            LatestFacts facts,
            @Value("${server.address:127.0.0.1}") InetAddress address,
            TunnelSettings settings,
            OutboundCalls outbound,
            TunnelMeters counts,
            MeterRegistry meters) {
        return new Tunnels(facts, address, settings, outbound, counts, meters);
    }

    @Bean
    TunnelDoor tunnelDoor(Tunnels tunnels, TunnelMeters meters) {
        return new Door(tunnels, meters);
    }
}
