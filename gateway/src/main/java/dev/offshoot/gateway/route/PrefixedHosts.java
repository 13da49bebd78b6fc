package dev.offshoot.gateway.route;

import org.jspecify.annotations.Nullable;

/** Maps one of our hosts to the form that keeps a browser in its space; null for hosts that aren't ours. Hosts are without port. */
@FunctionalInterface
interface PrefixedHosts {
    @Nullable
    String prefixed(String host);
}
