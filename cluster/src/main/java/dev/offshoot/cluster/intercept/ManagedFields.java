package dev.offshoot.cluster.intercept;

import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who owns which fields of a Service ({@code metadata.managedFields}, "Server-Side Apply" in Kubernetes' documentation). */
final class ManagedFields {
    private static final String SPEC = "f:spec";
    private static final String SELECTOR = "f:selector";

    private ManagedFields() {}

    static boolean isOurs(ManagedFieldsEntry entry) {
        return Names.FIELD_MANAGER.equals(entry.getManager());
    }

    /** Without us, the selector given to whoever owns the ports: the same manifest has both. */
    static List<ManagedFieldsEntry> handedBack(List<ManagedFieldsEntry> entries) {
        List<ManagedFieldsEntry> others = new ArrayList<>();
        for (ManagedFieldsEntry entry : entries) {
            if (!isOurs(entry)) {
                others.add(spec(entry).containsKey("f:ports") ? withSelector(entry) : entry);
            }
        }
        return others;
    }

    private static ManagedFieldsEntry withSelector(ManagedFieldsEntry entry) {
        Map<String, Object> spec = new LinkedHashMap<>(spec(entry));
        spec.put(SELECTOR, Map.of());
        FieldsV1 fields = new FieldsV1();
        entry.getFieldsV1().getAdditionalProperties().forEach(fields::setAdditionalProperty);
        fields.setAdditionalProperty(SPEC, spec);
        return new ManagedFieldsEntryBuilder(entry).withFieldsV1(fields).build();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> spec(ManagedFieldsEntry entry) {
        if (entry.getFieldsV1() == null) {
            return Map.of();
        }
        Object spec = entry.getFieldsV1().getAdditionalProperties().get(SPEC);
        return spec instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }
}
