package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.facts.ServiceFact;
import dev.offshoot.routing.facts.ShadowFact;
import dev.offshoot.routing.facts.SliceFact;
import dev.offshoot.routing.facts.SliceOrigin;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whose endpoints the slices of a namespace have: a shadow's are its Service's. What was made for a former Service or shadow of the
 * same name is nobody's.
 */
final class SliceOwners {
    private final Map<String, ServiceFact> services = new HashMap<>();

    SliceOwners(List<ServiceFact> services) {
        services.forEach(service -> this.services.put(service.key().name(), service));
    }

    /** The Service's name, also where there is no such Service; null for nobody. */
    @Nullable
    String of(SliceFact slice) {
        ServiceFact made = services.get(slice.service());
        if (made == null || slice.origin() == SliceOrigin.TUNNEL) {
            return slice.service();
        }
        if (!slice.isOf(made)) {
            return null;
        }
        String shadowed = made.shadowOf();
        return shadowed == null ? slice.service() : formerly(made, services.get(shadowed)) ? null : shadowed;
    }

    /** Whether a shadow was made for a former Service of the name. */
    private static boolean formerly(ServiceFact shadow, @Nullable ServiceFact service) {
        ShadowFact state = shadow.interception().shadow();
        return service != null
                && state != null
                && !state.ownerUid().isEmpty()
                && !service.uid().isEmpty()
                && !state.ownerUid().equals(service.uid());
    }
}
