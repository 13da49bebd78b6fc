package dev.offshoot.gateway.loop;

import io.netty.channel.epoll.Epoll;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

/** The event loops' beans. */
@Configuration(proxyBeanMethods = false)
class LoopConfiguration {
    /** Takes the place of Boot's own; where there is no epoll, reactor-netty's loops are used as they are. */
    @Bean
    ReactorResourceFactory reactorResourceFactory() {
        ReactorResourceFactory resources = new ReactorResourceFactory();
        if (Epoll.isAvailable()) {
            resources.setUseGlobalResources(false);
            resources.setLoopResourcesSupplier(EventLoops::new);
        }
        return resources;
    }
}
