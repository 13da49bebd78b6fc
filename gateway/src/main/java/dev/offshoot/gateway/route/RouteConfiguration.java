package dev.offshoot.gateway.route;

import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this package that are no components of their own. */
@Configuration(proxyBeanMethods = false)
class RouteConfiguration {
    /** About 25 MB when full; a request that comes back after a quarter of an hour belongs to no trace that still runs. */
    @Bean
    TraceMemory traceMemory() {
        return new TraceMemory(100_000, Duration.ofMinutes(15), System::nanoTime);
    }
}
