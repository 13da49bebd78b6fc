package dev.offshoot.cluster.intercept;

import dev.offshoot.spaceapi.DevSpace;
import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;

/** Lets all DevSpaces go, for an uninstallation: without a controller nobody else would take our finalizer away. */
public final class SpaceRelease {
    private static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(Names.FIELD_MANAGER)
            .build();

    private SpaceRelease() {}

    /**
     * Takes our finalizer off every DevSpace; their namespaces stay as they are. Cut off, it may be repeated.
     *
     * @return the DevSpaces let go
     * @throws KubernetesClientException where the API server refuses, also for a DevSpace that changes meanwhile (409), or can't be
     *     reached; not where it has no DevSpaces
     */
    public static List<String> all(KubernetesClient client) {
        return devSpaces(client).stream()
                .map(DevSpace::getMetadata)
                .filter(metadata -> metadata.getFinalizers().contains(Names.FINALIZER))
                .map(metadata -> {
                    client.resources(DevSpace.class)
                            .withName(metadata.getName())
                            .patch(MERGE, withoutFinalizer(metadata));
                    return metadata.getName();
                })
                .toList();
    }

    private static String withoutFinalizer(ObjectMeta metadata) {
        List<String> others = metadata.getFinalizers().stream()
                .filter(finalizer -> !finalizer.equals(Names.FINALIZER))
                .toList();
        return Serialization.asJson(Map.of(
                "metadata",
                Map.of(
                        "uid", metadata.getUid(),
                        "resourceVersion", metadata.getResourceVersion(),
                        "finalizers", others)));
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
