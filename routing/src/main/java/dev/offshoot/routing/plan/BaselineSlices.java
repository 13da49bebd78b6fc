package dev.offshoot.routing.plan;

import dev.offshoot.routing.facts.IpFamily;
import dev.offshoot.routing.facts.ServiceFact;
import dev.offshoot.routing.facts.SliceFact;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The slices that lead an intercepted Service's traffic past the gateways to its own endpoints: one for each slice that Kubernetes
 * makes for the shadow, so that none has more endpoints than it allows.
 */
final class BaselineSlices {
    private final ServiceFact service;
    private final List<SliceFact> shadows;

    BaselineSlices(ServiceFact service, List<SliceFact> shadows) {
        this.service = service;
        this.shadows =
                shadows.stream().filter(slice -> !slice.endpoints().isEmpty()).toList();
    }

    /**
     * Those of all ports, in place of the gateways'. The first of each family is the very slice in which the gateways stand, so that
     * kube-proxies see one change from the ones to the others; it comes last.
     */
    List<DesiredSlice> inPlace() {
        List<DesiredSlice> slices = new ArrayList<>();
        Map<IpFamily, DesiredSlice> first = new EnumMap<>(IpFamily.class);
        for (SliceFact slice : shadows) {
            IpFamily family = family(slice);
            if (first.containsKey(family)) {
                slices.add(slice(SliceNames.baseline(service.key().name(), family, slice), slice, slice.ports()));
            } else {
                first.put(family, slice(SliceNames.whole(service.key().name(), family), slice, slice.ports()));
            }
        }
        slices.addAll(first.values());
        return slices;
    }

    /** Those of some ports, beside the gateways'. */
    List<DesiredSlice> beside(Set<String> portNames) {
        List<DesiredSlice> slices = new ArrayList<>();
        for (SliceFact slice : shadows) {
            List<SliceFact.Port> ports = slice.ports().stream()
                    .filter(port -> portNames.contains(port.name()))
                    .toList();
            if (!ports.isEmpty()) {
                slices.add(slice(SliceNames.baseline(service.key().name(), family(slice), slice), slice, ports));
            }
        }
        return slices;
    }

    private DesiredSlice slice(String name, SliceFact of, List<SliceFact.Port> ports) {
        return new DesiredSlice(name, service.key(), service.uid(), false, family(of), ports, of.endpoints());
    }

    private static IpFamily family(SliceFact slice) {
        return IpFamily.of(slice.endpoints().getFirst().address());
    }
}
