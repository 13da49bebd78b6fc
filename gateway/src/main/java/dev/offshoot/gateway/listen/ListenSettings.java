package dev.offshoot.gateway.listen;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long clients may take: {@code offshoot.listen.*} on URL listeners, {@code offshoot.listen.intercepted.*} on interception
 * listeners. Zero is no limit, the default of the latter, whose callers mustn't notice the gateway.
 *
 * @param headerTimeout from a new connection, or a later request's first byte, until the request's head is complete; in HTTP/2
 *     also for each frame but DATA that has begun, and for the client's part of the beginning
 * @param idleTimeout between requests on a kept connection, or without any stream
 * @param bodyTimeout without a byte of a request's body that the gateway waits for, while no answer has begun; gRPC has none
 */
@ConfigurationProperties("offshoot.listen")
record ListenSettings(
        @DefaultValue("10s") Duration headerTimeout,
        @DefaultValue("75s") Duration idleTimeout,
        @DefaultValue("60s") Duration bodyTimeout,
        @DefaultValue Intercepted intercepted) {
    /** Of interception listeners. */
    record Intercepted(
            @DefaultValue("0s") Duration headerTimeout,
            @DefaultValue("0s") Duration idleTimeout,
            @DefaultValue("0s") Duration bodyTimeout) {}

    ClientTimeouts onUrl() {
        return new ClientTimeouts(headerTimeout, idleTimeout, bodyTimeout);
    }

    ClientTimeouts onIntercepted() {
        return new ClientTimeouts(intercepted.headerTimeout, intercepted.idleTimeout, intercepted.bodyTimeout);
    }
}
