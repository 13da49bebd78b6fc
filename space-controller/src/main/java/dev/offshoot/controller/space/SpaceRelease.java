package dev.offshoot.controller.space;

import dev.offshoot.spaceapi.DevSpace;
import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;

/** Lets all DevSpaces go, for an uninstallation: without a controller nobody else would take our finalizer away. */
public final class SpaceRelease {
    private SpaceRelease() {}

    /**
     * Takes our finalizer off every DevSpace; their namespaces stay as they are. Cut off, it may be repeated.
     *
     * @return the DevSpaces let go
     * @throws KubernetesClientException where the API server refuses or can't be reached; not where it has no DevSpaces
     */
    public static List<String> all(KubernetesClient client) {
        return devSpaces(client).stream()
                .filter(devSpace -> devSpace.getMetadata().getFinalizers().contains(Names.FINALIZER))
                .map(devSpace -> {
                    String name = devSpace.getMetadata().getName();
                    new LiveSpace(client, name).finalizer(devSpace, false);
                    return name;
                })
                .toList();
    }

    private static List<DevSpace> devSpaces(KubernetesClient client) {
        try {
            return client.resources(DevSpace.class).list().getItems();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
    }
}
