package dev.offshoot.routing.facts;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What of a Service decides whether and how it can be intercepted.
 *
 * @param selector {@code spec.selector} without our key, sorted
 * @param keyed whether our key is in the selector, so that Kubernetes finds no endpoints for the Service
 * @param targetPorts {@code spec.ports[].targetPort} as written by the ports' numbers, where it is written
 * @param families {@code spec.ipFamilies}
 * @param internalLocal {@code internalTrafficPolicy: Local}
 * @param externalLocal {@code externalTrafficPolicy: Local}
 * @param publishesNotReady {@code publishNotReadyAddresses: true}
 * @param podTargets what says that a load balancer sends to the Service's Pods past the Service; null where nothing does
 * @param shadow null where the Service is no shadow
 */
public record InterceptionFact(
        Map<String, String> selector,
        boolean keyed,
        Map<Integer, String> targetPorts,
        List<IpFamily> families,
        boolean internalLocal,
        boolean externalLocal,
        boolean publishesNotReady,
        @Nullable String podTargets,
        @Nullable ShadowFact shadow) {
    /** Of a Service without a selector. */
    public static final InterceptionFact NONE =
            new InterceptionFact(Map.of(), false, Map.of(), List.of(IpFamily.IPV4), false, false, false, null, null);

    public InterceptionFact {
        selector = Collections.unmodifiableMap(new TreeMap<>(selector));
        targetPorts = Collections.unmodifiableMap(new TreeMap<>(targetPorts));
        families = List.copyOf(families);
    }
}
