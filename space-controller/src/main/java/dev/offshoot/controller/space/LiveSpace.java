package dev.offshoot.controller.space;

import dev.offshoot.spaceapi.DevSpace;
import dev.offshoot.spaceapi.DevSpaceStatus;
import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One space in the cluster: read from the API server each time, and written only in the version that was read. Methods throw {@link
 * KubernetesClientException} where the API server refuses, also for another version (409), or can't be reached.
 */
final class LiveSpace {
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
    private final String name;

    LiveSpace(KubernetesClient client, String name) {
        this.client = client;
        this.name = name;
    }

    @Nullable
    DevSpace devSpace() {
        return client.resources(DevSpace.class).withName(name).get();
    }

    @Nullable
    Namespace namespace() {
        return client.namespaces().withName(name).get();
    }

    /** Quotas, limits and network policies, each kind sorted by name. */
    List<HasMetadata> limits() {
        List<HasMetadata> limits = new ArrayList<>();
        limits.addAll(client.resourceQuotas().inNamespace(name).list().getItems());
        limits.addAll(client.limitRanges().inNamespace(name).list().getItems());
        limits.addAll(
                client.network().v1().networkPolicies().inNamespace(name).list().getItems());
        return limits;
    }

    List<Pod> pods() {
        return client.pods().inNamespace(name).list().getItems();
    }

    @Nullable
    RoleBinding owners() {
        return client.rbac()
                .roleBindings()
                .inNamespace(name)
                .withName(OwnersBinding.NAME)
                .get();
    }

    /** Creates the namespace, marked as created for the DevSpace and otherwise bare; fails where there is one. */
    Namespace create(DevSpace devSpace) {
        return client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToAnnotations(
                                Names.CREATED_FOR, devSpace.getMetadata().getUid())
                        .endMetadata()
                        .build())
                .create();
    }

    <T extends HasMetadata> T apply(T object) {
        return client.resource(object).patch(APPLY, Serialization.asJson(object));
    }

    /** @param lineage null to have none */
    void lineage(Namespace read, @Nullable String lineage) {
        Map<String, @Nullable Object> annotations = new LinkedHashMap<>();
        annotations.put(Names.LINEAGE, lineage);
        client.namespaces().withName(name).patch(MERGE, change(read, "annotations", annotations));
    }

    /** The DevSpace with our finalizer or without it. */
    DevSpace finalizer(DevSpace read, boolean wanted) {
        List<String> finalizers = new ArrayList<>(read.getMetadata().getFinalizers());
        finalizers.remove(Names.FINALIZER);
        if (wanted) {
            finalizers.add(Names.FINALIZER);
        }
        return Objects.requireNonNull(
                client.resources(DevSpace.class).withName(name).patch(MERGE, change(read, "finalizers", finalizers)));
    }

    private static String change(HasMetadata read, String field, Object value) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("uid", read.getMetadata().getUid());
        metadata.put("resourceVersion", read.getMetadata().getResourceVersion());
        metadata.put(field, value);
        return Serialization.asJson(Map.of("metadata", metadata));
    }

    void status(DevSpace read, DevSpaceStatus status) {
        DevSpace wanted = new DevSpace();
        wanted.setMetadata(new ObjectMetaBuilder()
                .withName(name)
                .withUid(read.getMetadata().getUid())
                .withResourceVersion(read.getMetadata().getResourceVersion())
                .build());
        wanted.setStatus(status);
        client.resource(wanted).subresource("status").patch(APPLY, Serialization.asJson(wanted));
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
