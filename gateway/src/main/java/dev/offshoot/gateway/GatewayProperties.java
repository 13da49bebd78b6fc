package dev.offshoot.gateway;

import java.nio.file.Path;
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
 * @param interceptionFilters whether the operator's Spring Cloud Gateway filters apply on interception listeners too
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
        @DefaultValue("false") boolean interceptionFilters) {}
