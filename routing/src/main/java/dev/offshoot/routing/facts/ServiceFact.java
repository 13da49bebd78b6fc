package dev.offshoot.routing.facts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Service.
 *
 * @param uid {@code metadata.uid}, empty where the object has none (files)
 * @param created {@code metadata.creationTimestamp}, {@link Instant#EPOCH} where the object has none
 * @param affinitySeconds {@code sessionAffinity: ClientIP}'s timeout; 0 where there is no affinity
 * @param hostOriginal annotation {@code offshoot.dev/host: original}: the application sees the host without the space's prefix
 * @param contextFromOrigin annotation {@code offshoot.dev/context-from-origin}
 * @param intercept the Service's own annotation; null where the namespace's default holds
 * @param shadowOf label {@code offshoot.dev/shadow-of}: the Service whose endpoints this one keeps known while that is
 *     intercepted; such a Service is none of the space's
 * @param interception what decides whether and how it can be intercepted
 */
public record ServiceFact(
        ServiceKey key,
        String uid,
        Instant created,
        ServiceKind kind,
        List<PortFact> ports,
        Exposure exposure,
        int affinitySeconds,
        boolean hostOriginal,
        boolean contextFromOrigin,
        @Nullable Intercept intercept,
        @Nullable String shadowOf,
        InterceptionFact interception) {
    public ServiceFact {
        key = new ServiceKey(key.namespace().intern(), key.name().intern());
        ports = List.copyOf(ports);
    }
}
