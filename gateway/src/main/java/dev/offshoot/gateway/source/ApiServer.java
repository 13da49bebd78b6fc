package dev.offshoot.gateway.source;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;

/**
 * The API server that the gateway follows.
 *
 * @param client null where the gateway serves files
 */
public record ApiServer(@Nullable KubernetesClient client) implements AutoCloseable {
    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
    }
}
