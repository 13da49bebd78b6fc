package dev.offshoot.spaceapi.translate;

import dev.offshoot.routing.facts.ServiceFact;
import dev.offshoot.routing.facts.ServiceKind;
import dev.offshoot.routing.facts.SliceFact;
import dev.offshoot.routing.facts.SliceOrigin;
import io.fabric8.kubernetes.api.model.Namespace;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which Services of a child space count yet, or still: requests that would meet a Service before Kubernetes has looked for its
 * endpoints, or while its namespace is being emptied, go up the lineage instead of failing.
 */
final class Overrides {
    private Overrides() {}

    /** @param slices all of the namespace's that count */
    static List<ServiceFact> counting(
            @Nullable Namespace namespace, List<ServiceFact> services, List<SliceFact> slices) {
        if (namespace != null && namespace.getMetadata().getDeletionTimestamp() != null) {
            return List.of();
        }
        Set<String> looked = new HashSet<>();
        slices.stream()
                .filter(slice -> slice.origin() == SliceOrigin.KUBERNETES)
                .forEach(slice -> looked.add(slice.service()));
        return services.stream()
                .filter(service -> hasNoLook(service)
                        || looked.contains(service.key().name())
                                && slices.stream()
                                        .anyMatch(slice ->
                                                slice.origin() == SliceOrigin.KUBERNETES && slice.isOf(service)))
                .toList();
    }

    /** Kubernetes makes a slice, if an empty one, of every other Service. */
    private static boolean hasNoLook(ServiceFact service) {
        return service.interception().selector().isEmpty()
                || service.kind() == ServiceKind.EXTERNAL_NAME
                || service.shadowOf() != null;
    }
}
