package dev.offshoot.cluster.intercept;

import dev.offshoot.routing.plan.DesiredSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Our slices of one Service in the cluster, changed so that an address which is wanted before and after is listed all the time. */
final class LiveSlices {
    private final LiveService live;

    LiveSlices(LiveService live) {
        this.live = live;
    }

    /** Writes what differs: first slices that list more, then those that list less or something else, then the others of ours go. */
    void become(List<DesiredSlice> wanted) {
        Map<String, EndpointSlice> present = live.ours().stream()
                .collect(Collectors.toMap(slice -> slice.getMetadata().getName(), Function.identity()));
        Map<DesiredSlice, EndpointSlice> less = new LinkedHashMap<>();
        for (DesiredSlice slice : wanted) {
            EndpointSlice there = present.remove(slice.name());
            if (there == null || listsMore(slice, there)) {
                live.apply(SliceObject.of(slice), there);
            } else if (!SliceObject.shows(there, slice)) {
                less.put(slice, there);
            }
        }
        less.forEach((slice, there) -> live.apply(SliceObject.of(slice), there));
        present.values().forEach(live::delete);
    }

    private static boolean listsMore(DesiredSlice wanted, EndpointSlice there) {
        return !SliceObject.shows(there, wanted)
                && listed(SliceObject.of(wanted)).containsAll(listed(there));
    }

    private static Set<String> listed(EndpointSlice slice) {
        Set<String> listed = new HashSet<>();
        slice.getPorts()
                .forEach(port -> slice.getEndpoints()
                        .forEach(endpoint ->
                                listed.add(port.getName() + " " + port.getPort() + " " + endpoint.getAddresses())));
        return listed;
    }
}
