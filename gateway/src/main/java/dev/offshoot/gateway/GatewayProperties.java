package dev.offshoot.gateway;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an operator sets: {@code offshoot.*}.
 *
 * @param from files and folders of Kubernetes objects as YAML or JSON; empty to follow an API server
 * @param kubeconfig how to reach the API server; null for the environment's, or the Pod's service account
 * @param context of the kubeconfig; null for its current one
 * @param domains the domains whose hosts are served
 * @param trustContext whether context headers are taken on URL listeners; interception listeners always take them
 * @param trustedProxies addresses (CIDR) of proxies in front of the URL listener, whose {@code X-Forwarded-*} are added to; all
 *     others' are replaced
 * @param aliasHeaders further headers that carry a space's name, highest first, for migration from other systems
 * @param traceTagKeyFile a file whose bytes key the HMAC that trace tags are then; without it they are plain SHA-256
 * @param traceSampled the sampled flag of trace ids that the gateway makes
 * @param serverTiming whether answers on prefixed hosts tell in {@code Server-Timing} which space answered
 * @param accessLog where a line of JSON for each request goes: {@code off}, {@code stdout} or a file
 * @param tracesEndpoint where spans of child spaces' requests go, in OTLP over HTTP; null for nowhere
 * @param interceptionFilters whether the operator's Spring Cloud Gateway filters apply on interception listeners too
 * @param pod the name of the gateway's own Pod, which it tells the controller; empty where it runs in none
 * @param firstPort the first listening port that is opened for a cluster's slices; files' may be any
 * @param lastPort the last one: the same range as the controller's
 * @param listenerLinger how long a listening port stays open that no slice asks for any more
 * @param heartbeat how often the controller hears of a quiet gateway
 * @param drain what happens on SIGTERM
 */
@ConfigurationProperties("offshoot")
public record GatewayProperties(
        @DefaultValue List<Path> from,
        @Nullable Path kubeconfig,
        @Nullable String context,
        @DefaultValue("localhost") List<String> domains,
        @DefaultValue("true") boolean trustContext,
        @DefaultValue List<String> trustedProxies,
        @DefaultValue List<String> aliasHeaders,
        @Nullable Path traceTagKeyFile,
        @DefaultValue("true") boolean traceSampled,
        @DefaultValue("true") boolean serverTiming,
        @DefaultValue("off") String accessLog,
        @Nullable String tracesEndpoint,
        @DefaultValue("false") boolean interceptionFilters,
        @DefaultValue("") String pod,
        @DefaultValue("20000") int firstPort,
        @DefaultValue("29999") int lastPort,
        @DefaultValue("30s") Duration listenerLinger,
        @DefaultValue("2s") Duration heartbeat,
        @DefaultValue Drain drain) {
    /**
     * How a gateway that is told to stop goes: {@code offshoot.drain.*}. The Pod's {@code terminationGracePeriodSeconds} is to be
     * longer than all of it and {@code spring.lifecycle.timeout-per-shutdown-phase} together.
     *
     * @param limit how long it serves on while slices list it
     * @param settle how long it serves on when none does any more, until every node and load balancer knows; null for 3 s, and, where no
     *     slice of the files ever did, for no wait at all
     * @param lastAnswers how long connections may take to end with their next answer
     */
    public record Drain(
            @DefaultValue("5m") Duration limit,
            @Nullable Duration settle,
            @DefaultValue("10s") Duration lastAnswers) {}
}
