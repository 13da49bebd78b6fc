package dev.offshoot.cluster.intercept;

import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One Service in the cluster with what is ours of it, read from the API server each time and written without overwriting what is
 * others'. Methods throw {@link KubernetesClientException} where the API server refuses or can't be reached.
 */
final class LiveService {
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(Names.FIELD_MANAGER)
            .withForce(true)
            .build();

    private final KubernetesClient client;
    private final ServiceKey key;

    LiveService(KubernetesClient client, ServiceKey key) {
        this.client = client;
        this.key = key;
    }

    @Nullable
    Service service() {
        return service(key.name());
    }

    @Nullable
    Service service(String name) {
        return client.services().inNamespace(key.namespace()).withName(name).get();
    }

    /** Slices of ours, whatever they are for. */
    List<EndpointSlice> ours() {
        return read(
                slicesOf(key.name()).withLabelIn(Names.MANAGED_BY, Names.MANAGER_INTERCEPTION, Names.MANAGER_BASELINE));
    }

    /**
     * What Kubernetes says of a Service's endpoints: one text for each address and port with its conditions. Slices of a former Service
     * of that name, which Kubernetes collects some time later, say nothing of this one.
     */
    Set<String> endpoints(Service service) {
        Set<String> endpoints = new HashSet<>();
        for (EndpointSlice slice :
                read(slicesOf(service.getMetadata().getName()).withLabel(Names.MANAGED_BY, Names.MANAGER_ENDPOINTS))) {
            if (isOfFormer(service, slice)) {
                continue;
            }
            for (EndpointPort port : slice.getPorts()) {
                slice.getEndpoints()
                        .forEach(endpoint -> endpoints.add(endpoint.getAddresses() + " " + port.getName() + " "
                                + port.getPort() + " " + endpoint.getConditions()));
            }
        }
        return endpoints;
    }

    private static boolean isOfFormer(Service service, EndpointSlice slice) {
        return slice.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> "Service".equals(owner.getKind())
                        && !service.getMetadata().getUid().equals(owner.getUid()));
    }

    private FilterWatchListDeletable<EndpointSlice, EndpointSliceList, Resource<EndpointSlice>> slicesOf(
            String service) {
        return client.discovery()
                .v1()
                .endpointSlices()
                .inNamespace(key.namespace())
                .withLabel(Names.SERVICE_NAME, service);
    }

    /** With empty lists where the API server writes null for them. */
    private static List<EndpointSlice> read(
            FilterWatchListDeletable<EndpointSlice, EndpointSliceList, Resource<EndpointSlice>> slices) {
        List<EndpointSlice> read = slices.list().getItems();
        for (EndpointSlice slice : read) {
            slice.setPorts(Objects.requireNonNullElse(slice.getPorts(), List.of()));
            slice.setEndpoints(Objects.requireNonNullElse(slice.getEndpoints(), List.of()));
        }
        return read;
    }

    /**
     * Writes an object of ours as a whole.
     *
     * @param present what it takes the place of, this very version; null where there was none
     */
    void apply(HasMetadata object, @Nullable HasMetadata present) {
        if (present != null) {
            object.getMetadata().setResourceVersion(present.getMetadata().getResourceVersion());
        }
        client.resource(object).patch(APPLY);
    }

    /** Deletes this very version; one that is gone is as good. */
    void delete(HasMetadata read) {
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
