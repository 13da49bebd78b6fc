package dev.offshoot.routing.plan;

import dev.offshoot.routing.facts.EndpointFact;
import dev.offshoot.routing.facts.IpFamily;
import dev.offshoot.routing.facts.SliceFact;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Names of our slices: one for each Service, address family and set of ports, so that a changed set is another slice. */
final class SliceNames {
    static final Comparator<EndpointFact> BY_ADDRESS = Comparator.comparing(EndpointFact::address);

    private SliceNames() {}

    static String listening(String service, IpFamily family, List<SliceFact.Port> ports) {
        return name(service, "gateway", family, ports);
    }

    static String baseline(String service, IpFamily family, List<SliceFact.Port> ports) {
        return name(service, "baseline", family, ports);
    }

    /** Within the 253 characters that Kubernetes allows: a Service's name has at most 63. */
    private static String name(String service, String to, IpFamily family, List<SliceFact.Port> ports) {
        return service + "-" + to + "-" + family.name().toLowerCase(Locale.ROOT) + "-"
                + ShadowName.hash(ports.toString());
    }
}
