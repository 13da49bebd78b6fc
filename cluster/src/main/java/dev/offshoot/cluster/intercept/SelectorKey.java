package dev.offshoot.cluster.intercept;

import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ServiceResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Our key in a user's Service: the one thing that we write there. Each change is made on the very version that was read, and the
 * selector's ownership, which the API server gives to whoever changes it, is given back at once.
 */
final class SelectorKey {
    private static final String PATH = "/spec/selector/" + Names.INTERCEPTED.replace("/", "~1");

    private final KubernetesClient client;

    SelectorKey(KubernetesClient client) {
        this.client = client;
    }

    static boolean isIn(Service service) {
        Map<String, String> selector = service.getSpec().getSelector();
        return selector != null && selector.containsKey(Names.INTERCEPTED);
    }

    /** @throws KubernetesClientException also, with code 409, where the Service has changed meanwhile */
    void putInto(Service live) {
        change(live, Map.of("op", "add", "path", PATH, "value", "true"));
    }

    /** @throws KubernetesClientException also, with code 409, where the Service has changed meanwhile */
    void takeOutOf(Service live) {
        change(live, Map.of("op", "remove", "path", PATH));
    }

    /** Gives back what an earlier change, cut off between its two patches, has left to us. */
    void handBack(Service live) {
        List<ManagedFieldsEntry> fields = live.getMetadata().getManagedFields();
        if (fields.stream().anyMatch(ManagedFields::isOurs)) {
            giveOwnership(live, ManagedFields.handedBack(fields));
        }
    }

    private void change(Service live, Map<String, Object> operation) {
        List<ManagedFieldsEntry> before = live.getMetadata().getManagedFields();
        Service changed = patch(live, operation);
        List<ManagedFieldsEntry> owners =
                before.stream().anyMatch(ManagedFields::isOurs) ? ManagedFields.handedBack(before) : before;
        giveOwnership(changed, owners);
    }

    private void giveOwnership(Service live, List<ManagedFieldsEntry> owners) {
        Map<String, Object> replace = new LinkedHashMap<>();
        replace.put("op", "replace");
        replace.put("path", "/metadata/managedFields");
        replace.put("value", owners);
        patch(live, replace);
    }

    private Service patch(Service live, Map<String, Object> operation) {
        List<Map<String, Object>> operations = new ArrayList<>();
        operations.add(Map.of(
                "op",
                "test",
                "path",
                "/metadata/uid",
                "value",
                live.getMetadata().getUid()));
        operations.add(Map.of(
                "op",
                "test",
                "path",
                "/metadata/resourceVersion",
                "value",
                live.getMetadata().getResourceVersion()));
        operations.add(operation);
        PatchContext context = new PatchContext.Builder()
                .withPatchType(PatchType.JSON)
                .withFieldManager(Names.FIELD_MANAGER)
                .build();
        try {
            return at(live).patch(context, Serialization.asJson(operations));
        } catch (KubernetesClientException refused) {
            throw isOld(live) ? conflict(refused) : refused;
        }
    }

    private ServiceResource<Service> at(Service live) {
        return client.services()
                .inNamespace(live.getMetadata().getNamespace())
                .withName(live.getMetadata().getName());
    }

    private boolean isOld(Service live) {
        Service now = at(live).get();
        return now == null
                || !now.getMetadata()
                        .getResourceVersion()
                        .equals(live.getMetadata().getResourceVersion());
    }

    /** To an API server, a {@code test} that fails is a request that can't be processed (422), as a wrong one is. */
    private static KubernetesClientException conflict(KubernetesClientException refused) {
        return new KubernetesClientException(
                "the Service has changed meanwhile: " + refused.getMessage(),
                HttpURLConnection.HTTP_CONFLICT,
                refused.getStatus());
    }
}
