package dev.offshoot.cluster.intercept;

import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Our key in a user's Service: the one thing that we write there. Each change is made on the very version that was read, and the
 * selector's ownership, which the API server gives to whoever changes it, is given back at once.
 */
final class SelectorKey {
    /** Our name in {@code managedFields}, for every object that we write. */
    static final String MANAGER = "offshoot";

    private static final String PATH = "/spec/selector/" + Names.INTERCEPTED.replace("/", "~1");

    private final KubernetesClient client;

    SelectorKey(KubernetesClient client) {
        this.client = client;
    }

    static boolean isIn(Service service) {
        Map<String, String> selector = service.getSpec().getSelector();
        return selector != null && selector.containsKey(Names.INTERCEPTED);
    }

    /** @throws io.fabric8.kubernetes.client.KubernetesClientException also where the Service has changed meanwhile */
    void putInto(Service live) {
        change(live, Map.of("op", "add", "path", PATH, "value", "true"));
    }

    /** @throws io.fabric8.kubernetes.client.KubernetesClientException also where the Service has changed meanwhile */
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
                .withFieldManager(MANAGER)
                .build();
        return client.services()
                .inNamespace(live.getMetadata().getNamespace())
                .withName(live.getMetadata().getName())
                .patch(context, Serialization.asJson(operations));
    }
}
