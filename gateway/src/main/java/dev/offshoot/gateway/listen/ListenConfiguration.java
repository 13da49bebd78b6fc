package dev.offshoot.gateway.listen;

import dev.offshoot.gateway.GatewayProperties;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

/** The listeners' beans; the factory takes the place of Boot's own. */
@Configuration(proxyBeanMethods = false)
class ListenConfiguration {
    @Bean
    InterceptionListeners interceptionListeners(MeterRegistry meters, GatewayProperties properties) {
        boolean cluster = properties.from().isEmpty();
        return new InterceptionListeners(
                PipeMeters.in(meters),
                properties.listenerLinger(),
                cluster ? properties.firstPort() : 1,
                cluster ? properties.lastPort() : 65535);
    }

    @Bean
    ClientConnections clientConnections() {
        return new ClientConnections();
    }

    @Bean
    DataWebServerFactory dataWebServerFactory(
            ReactorResourceFactory resources,
            MeterRegistry meters,
            InterceptionListeners listeners,
            ClientConnections connections) {
        Servers servers = new Servers(resources::getLoopResources, connections, meters);
        return new DataWebServerFactory(servers, listeners);
    }
}
