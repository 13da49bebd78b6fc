package dev.offshoot.gateway.listen;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

/** The listeners' beans; the factory takes the place of Boot's own. */
@Configuration(proxyBeanMethods = false)
class ListenConfiguration {
    @Bean
    InterceptionListeners interceptionListeners(MeterRegistry meters) {
        return new InterceptionListeners(PipeMeters.in(meters));
    }

    @Bean
    DataWebServerFactory dataWebServerFactory(
            ReactorResourceFactory resources, MeterRegistry meters, InterceptionListeners listeners) {
        Servers servers =
                new Servers(resources::getLoopResources, new DefaultChannelGroup(GlobalEventExecutor.INSTANCE), meters);
        return new DataWebServerFactory(servers, listeners);
    }
}
