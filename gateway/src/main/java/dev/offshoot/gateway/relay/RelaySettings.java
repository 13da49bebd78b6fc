package dev.offshoot.gateway.relay;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The limits and times of relayed requests and their upstream connections; connection limits are per endpoint and event loop.
 *
 * @param connectTimeout for the TCP connection, the TLS handshake and an HTTP/2 server's SETTINGS together
 * @param responseTimeout from the request's head to the response's head; zero (the default) means none, since long polls and
 *     server-sent events may be silent for long
 * @param expectTimeout how long a client that sent {@code Expect: 100-continue} waits for the endpoint's word (RFC 9110, 10.1.1)
 * @param idleTimeout after which an unused connection is closed; below the 60 s after which many servers close theirs
 * @param maxIdle unused HTTP/1.1 connections that are kept
 * @param maxConnections open connections
 * @param maxPending requests that wait for one of those; more are answered 429
 * @param maxRequestsPerSpace requests that a child space has under way at once, upgraded connections among them; more are answered
 *     429; 0 means any number
 * @param pendingTimeout how long they wait before they are answered 429
 * @param avoidFailed how long an endpoint is avoided after a failed connection, as long as there are others; doubled each time, up
 *     to sixteenfold, until it has behaved for as long; 0 never
 * @param avoidAfterBroken requests in a row without an answer after which it is avoided, too; 0 for none
 * @param maxHeaderBytes of a response's head
 * @param trustedCertificates PEM file of the authorities that may sign upstreams' certificates; the JDK's own if absent
 * @param verifyCertificates false accepts any upstream certificate
 */
@ConfigurationProperties("offshoot.relay")
public record RelaySettings(
        @DefaultValue("3s") Duration connectTimeout,
        @DefaultValue("0s") Duration responseTimeout,
        @DefaultValue("1s") Duration expectTimeout,
        @DefaultValue("50s") Duration idleTimeout,
        @DefaultValue("256") int maxIdle,
        @DefaultValue("1024") int maxConnections,
        @DefaultValue("1024") int maxPending,
        @DefaultValue("1000") int maxRequestsPerSpace,
        @DefaultValue("5s") Duration pendingTimeout,
        @DefaultValue("5s") Duration avoidFailed,
        @DefaultValue("3") int avoidAfterBroken,
        @DefaultValue("262144") int maxHeaderBytes,
        @Nullable Path trustedCertificates,
        @DefaultValue("true") boolean verifyCertificates) {}
