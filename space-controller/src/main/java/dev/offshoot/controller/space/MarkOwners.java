package dev.offshoot.controller.space;

import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Who wrote an object's labels and annotations ({@code metadata.managedFields}, "Server-Side Apply" in Kubernetes' documentation). */
final class MarkOwners {
    private MarkOwners() {}

    /** Keys that we apply: those that go when we apply without them. */
    static Set<String> ours(ObjectMeta metadata, String field) {
        return keys(
                metadata,
                field,
                entry -> entry.getManager().equals(Names.FIELD_MANAGER) && "Apply".equals(entry.getOperation()));
    }

    /** Keys that anybody else wrote, also together with us. */
    static Set<String> others(ObjectMeta metadata, String field) {
        return keys(metadata, field, entry -> !entry.getManager().equals(Names.FIELD_MANAGER));
    }

    /** @param field {@code labels} or {@code annotations} */
    private static Set<String> keys(ObjectMeta metadata, String field, Predicate<ManagedFieldsEntry> who) {
        Set<String> keys = new TreeSet<>();
        for (ManagedFieldsEntry entry : metadata.getManagedFields()) {
            if (entry.getFieldsV1() != null && who.test(entry)) {
                Object fields = entry.getFieldsV1().getAdditionalProperties();
                member(member(fields, "f:metadata"), "f:" + field).keySet().stream()
                        .map(String::valueOf)
                        .filter(key -> key.startsWith("f:"))
                        .forEach(key -> keys.add(key.substring(2)));
            }
        }
        return keys;
    }

    private static Map<?, ?> member(Object fields, String name) {
        return fields instanceof Map<?, ?> map && map.get(name) instanceof Map<?, ?> member ? member : Map.of();
    }
}
