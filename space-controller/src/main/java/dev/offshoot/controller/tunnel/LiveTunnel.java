package dev.offshoot.controller.tunnel;

import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.spaceapi.Names;
import dev.offshoot.spaceapi.Tunnel;
import dev.offshoot.spaceapi.TunnelStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One Tunnel in the cluster with what stands for it: read from the API server each time, and written only in the version that was
 * read. Methods throw {@link KubernetesClientException} where the API server refuses, also for another version (409), or can't be
 * reached.
 */
final class LiveTunnel {
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(Names.FIELD_MANAGER)
            .withForce(true)
            .build();
    private static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(Names.FIELD_MANAGER)
            .build();

    private final KubernetesClient client;
    private final ServiceKey key;

    LiveTunnel(KubernetesClient client, ServiceKey key) {
        this.client = client;
        this.key = key;
    }

    @Nullable
    Tunnel tunnel() {
        return client.resources(Tunnel.class)
                .inNamespace(key.namespace())
                .withName(key.name())
                .get();
    }

    @Nullable
    Service service() {
        return client.services()
                .inNamespace(key.namespace())
                .withName(key.name())
                .get();
    }

    /** Those that stand for a Tunnel of the name, also a former one. */
    List<EndpointSlice> slices() {
        List<EndpointSlice> slices = client.discovery()
                .v1()
                .endpointSlices()
                .inNamespace(key.namespace())
                .withLabel(Names.MANAGED_BY, Names.MANAGER_TUNNEL)
                .withLabel(Names.TUNNEL, key.name())
                .list()
                .getItems();
        for (EndpointSlice slice : slices) { // null is how the API server writes an empty list
            slice.setPorts(Objects.requireNonNullElse(slice.getPorts(), List.of()));
            slice.setEndpoints(Objects.requireNonNullElse(slice.getEndpoints(), List.of()));
        }
        return slices;
    }

    /**
     * Writes an object of ours as a whole.
     *
     * @param present what it takes the place of; null where there was none
     */
    void apply(HasMetadata object, @Nullable HasMetadata present) {
        if (present != null) {
            object.getMetadata().setResourceVersion(present.getMetadata().getResourceVersion());
        }
        client.resource(object).patch(APPLY, Serialization.asJson(object));
    }

    /** Leaves the Service to those who made it their own: it no longer goes with the Tunnel. */
    void release(Service read) {
        Map<String, @Nullable Object> labels = new LinkedHashMap<>();
        labels.put(Names.TUNNEL, null);
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("uid", read.getMetadata().getUid());
        metadata.put("resourceVersion", read.getMetadata().getResourceVersion());
        metadata.put("labels", labels);
        metadata.put(
                "ownerReferences",
                read.getMetadata().getOwnerReferences().stream()
                        .filter(owner -> !"Tunnel".equals(owner.getKind()))
                        .toList());
        client.services()
                .inNamespace(key.namespace())
                .withName(key.name())
                .patch(MERGE, Serialization.asJson(Map.of("metadata", metadata)));
    }

    void status(Tunnel read, TunnelStatus status) {
        Tunnel wanted = new Tunnel();
        wanted.setMetadata(new ObjectMetaBuilder()
                .withNamespace(key.namespace())
                .withName(key.name())
                .withUid(read.getMetadata().getUid())
                .withResourceVersion(read.getMetadata().getResourceVersion())
                .build());
        wanted.setStatus(status);
        client.resource(wanted).subresource("status").patch(APPLY, Serialization.asJson(wanted));
    }

    /** Deletes this very version; one that is gone is as good. */
    void delete(HasMetadata read) {
        delete(client, read);
    }

    static void delete(KubernetesClient client, HasMetadata read) {
        try {
            client.resource(read)
                    .lockResourceVersion(read.getMetadata().getResourceVersion())
                    .delete();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
        }
    }
}
