package dev.offshoot.gateway.relay;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.gateway.config.GatewayProperties;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The relay's beans. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RelaySettings.class)
class RelayConfiguration {
    @Bean(destroyMethod = "close")
    Upstreams relayUpstreams(RelaySettings settings, MeterRegistry meters) {
        DirectMemory.measure(meters);
        return new Upstreams(settings, RelayMeters.in(meters));
    }

    @Bean
    GlobalFilter relayRoutingFilter(Upstreams upstreams) {
        return new RelayRoutingFilter(upstreams);
    }

    @Bean
    GlobalFilter relayResponseFilter(GatewayProperties properties) {
        return new RelayResponseFilter(properties.getStreamingMediaTypes());
    }
}
