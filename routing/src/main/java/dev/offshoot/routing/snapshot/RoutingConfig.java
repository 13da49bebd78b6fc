package dev.offshoot.routing.snapshot;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an operator sets about routing.
 *
 * @param domains the domains served, lower-case, without trailing dot
 * @param aliasHeaders further headers that carry a space's name, lower-case, highest first
 * @param traceTagKey the key of the trace tags' HMAC; null for plain SHA-256
 */
public record RoutingConfig(List<String> domains, List<String> aliasHeaders, byte @Nullable [] traceTagKey) {
    public RoutingConfig {
        domains = domains.stream().map(RoutingConfig::plain).toList();
        aliasHeaders =
                aliasHeaders.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        traceTagKey = traceTagKey == null ? null : traceTagKey.clone();
    }

    /** Without a key. */
    public static RoutingConfig of(List<String> domains, List<String> aliasHeaders) {
        return new RoutingConfig(domains, aliasHeaders, null);
    }

    /** This configuration with a key. */
    public RoutingConfig withTraceTagKey(byte[] key) {
        return new RoutingConfig(domains, aliasHeaders, key);
    }

    public static RoutingConfig ofDomains(String... domains) {
        return new RoutingConfig(List.of(domains), List.of(), null);
    }

    @Override
    public byte @Nullable [] traceTagKey() {
        return traceTagKey == null ? null : traceTagKey.clone();
    }

    private static String plain(String domain) {
        String lower = domain.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RoutingConfig that
                && domains.equals(that.domains)
                && aliasHeaders.equals(that.aliasHeaders)
                && Arrays.equals(traceTagKey, that.traceTagKey);
    }

    @Override
    public int hashCode() {
        return Objects.hash(domains, aliasHeaders, Arrays.hashCode(traceTagKey));
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "RoutingConfig[domains=" + domains + ", aliasHeaders=" + aliasHeaders + ", traceTagKey="
                + (traceTagKey == null ? "none" : "set") + "]";
    }
}
