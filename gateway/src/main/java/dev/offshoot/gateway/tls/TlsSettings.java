package dev.offshoot.gateway.tls;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * TLS on the URL listener, beside its plain port: {@code offshoot.tls.*}.
 *
 * @param folders each as a mounted {@code kubernetes.io/tls} Secret: {@code tls.crt} (PEM, the server's own certificate first) and
 *     {@code tls.key}; the first is also for clients that name no server, or one that no certificate has. None: no TLS
 * @param port of TLS; zero for any free one
 * @param refresh how often the files are looked at
 * @param handshakeTimeout from a connection's begin to the end of its handshake
 */
@ConfigurationProperties("offshoot.tls")
public record TlsSettings(
        @DefaultValue List<Path> folders,
        @DefaultValue("8443") int port,
        @DefaultValue("5s") Duration refresh,
        @DefaultValue("10s") Duration handshakeTimeout) {
    public boolean on() {
        return !folders.isEmpty();
    }
}
