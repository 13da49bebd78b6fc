package dev.offshoot.routing.plan;

import dev.offshoot.routing.facts.EndpointFact;
import dev.offshoot.routing.facts.IpFamily;
import dev.offshoot.routing.facts.SliceFact;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Names of our slices, deterministic, so that a second leader makes the same. */
final class SliceNames {
    static final Comparator<EndpointFact> BY_ADDRESS = Comparator.comparing(EndpointFact::address);

    private SliceNames() {}

    /** The slice with all ports of a Service, wherever they lead to: the same for as long as the Service is intercepted. */
    static String whole(String service, IpFamily family) {
        return service + "-gateway-" + family.name().toLowerCase(Locale.ROOT);
    }

    /** The slice of gateways that listen on some of the ports. */
    static String some(String service, IpFamily family, List<SliceFact.Port> ports) {
        return whole(service, family) + "-" + ShadowName.hash(ports.toString());
    }

    /** Within the 253 characters that Kubernetes allows, as the others: a Service's name has at most 63. */
    static String baseline(String service, IpFamily family, SliceFact shadows) {
        return service + "-baseline-" + family.name().toLowerCase(Locale.ROOT) + "-" + ShadowName.hash(shadows.name());
    }
}
