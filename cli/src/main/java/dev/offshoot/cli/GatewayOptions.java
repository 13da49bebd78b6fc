package dev.offshoot.cli;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the gateway is that a command speaks to. */
final class GatewayOptions {
    @Option(
            names = "--gateway",
            paramLabel = "URL",
            description = "A gateway's URL; by default a port-forward to one of its Pods is used.")
    private @Nullable URI gateway;

    @Option(
            names = "--gateway-namespace",
            paramLabel = "NAME",
            defaultValue = "offshoot-system",
            description = "Where the gateway's Pods are; default ${DEFAULT-VALUE}.")
    private String namespace = "";

    @Option(names = "--domain", paramLabel = "DOMAIN", description = "The domain of the gateway's URLs.")
    private @Nullable String domain;

    /**
     * Null to go through the cluster.
     *
     * @throws IllegalArgumentException where it isn't the URL of an HTTP server
     */
    @Nullable
    URI gateway() {
        if (gateway == null) {
            return null;
        }
        boolean http = "http".equals(gateway.getScheme()) || "https".equals(gateway.getScheme());
        if (!http || gateway.getHost() == null) {
            throw new IllegalArgumentException(
                    "--gateway: '" + gateway + "' (expected: http://host:port or https://host)");
        }
        return gateway;
    }

    String namespace() {
        return namespace;
    }

    /** Null where nobody said. */
    @Nullable
    String domain() {
        return domain;
    }
}
