package dev.offshoot.routing.decision;

import dev.offshoot.routing.host.ExposedHost;
import dev.offshoot.routing.host.HostForm;
import dev.offshoot.routing.host.NearestNames;
import dev.offshoot.routing.snapshot.Snapshot;
import java.util.List;
import java.util.Objects;

/** Known hosts like one that isn't known; where that begins like a known space's prefix, they are given the prefix too. */
final class NearestHosts {
    private NearestHosts() {}

    static List<String> of(Snapshot snapshot, String unknown) {
        List<String> hosts = snapshot.hosts().stream().map(ExposedHost::host).toList();
        int dotted = unknown.indexOf(".s.");
        if (dotted > 0 && snapshot.isSpace(unknown.substring(0, dotted))) {
            return prefixed(
                    snapshot, unknown.substring(0, dotted), unknown.substring(dotted + 3), HostForm.DOTTED, hosts);
        }
        int dashes = unknown.indexOf("--");
        if (dashes > 0 && snapshot.isSpace(unknown.substring(0, dashes))) {
            return prefixed(
                    snapshot,
                    unknown.substring(0, dashes),
                    unknown.substring(dashes + 2),
                    HostForm.SINGLE_LABEL,
                    hosts);
        }
        return NearestNames.of(unknown, hosts);
    }

    private static List<String> prefixed(
            Snapshot snapshot, String space, String unknown, HostForm form, List<String> hosts) {
        return NearestNames.of(unknown, hosts).stream()
                .map(host -> snapshot.prefixedHost(host, space, form))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }
}
