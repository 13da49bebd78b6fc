package dev.offshoot.gateway.listen;

import dev.offshoot.gateway.GatewayProperties;
import dev.offshoot.gateway.access.AccessLog;
import dev.offshoot.gateway.access.SpanExport;
import dev.offshoot.gateway.tls.ServerCertificates;
import dev.offshoot.gateway.tls.TlsSettings;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
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
    OutboundListener outboundListener(MeterRegistry meters) {
        return new OutboundListener(PipeMeters.in(meters));
    }

    /** None unless a folder is configured. */
    @Bean
    @Nullable
    ServerCertificates serverCertificates(TlsSettings settings, MeterRegistry meters) {
        return settings.on() ? new ServerCertificates(settings, meters) : null;
    }

    @Bean
    AccessLog accessLog(MeterRegistry meters, GatewayProperties properties) {
        String endpoint = properties.tracesEndpoint();
        return AccessLog.to(
                properties.accessLog(), endpoint == null ? null : new SpanExport(endpoint, properties.pod()), meters);
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
            OutboundListener outbound,
            ClientConnections connections,
            ObjectProvider<ServerCertificates> certificates,
            ListenSettings settings,
            AccessLog access,
            TunnelDoor tunnels) {
        Servers servers = new Servers(resources::getLoopResources, connections, meters, settings, access, tunnels);
        return new DataWebServerFactory(servers, listeners, outbound, certificates.getIfAvailable());
    }
}
