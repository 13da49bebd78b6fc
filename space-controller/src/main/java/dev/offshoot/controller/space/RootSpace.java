package dev.offshoot.controller.space;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What created namespaces take over from their root: equal while nothing of that changes.
 *
 * @param labels of its namespace
 * @param limits as copies for no namespace yet
 */
record RootSpace(String name, Map<String, String> labels, List<HasMetadata> limits) {
    /**
     * Read from the API server.
     *
     * @return null where there is no such namespace
     * @throws io.fabric8.kubernetes.client.KubernetesClientException where the API server refuses or can't be reached
     */
    static @Nullable RootSpace read(KubernetesClient client, String name) {
        LiveSpace live = new LiveSpace(client, name);
        Namespace namespace = live.namespace();
        return namespace == null
                ? null
                : new RootSpace(
                        name, new TreeMap<>(Standing.labels(namespace)), RootLimits.copies(live.limits(), name, ""));
    }

    List<HasMetadata> limitsFor(String namespace) {
        return RootLimits.copies(limits, name, namespace);
    }
}
