package dev.offshoot.routing.decision;

import dev.offshoot.routing.host.ExposedHost;
import dev.offshoot.routing.host.HostForm;
import dev.offshoot.routing.host.NearestNames;
import dev.offshoot.routing.snapshot.Snapshot;
import java.util.List;
import java.util.Objects;

/**
 * Known hosts like one that isn't known. Where that begins with a known space's prefix, they are given the prefix too; a common
 * domain doesn't make hosts alike.
 */
final class NearestHosts {
    private NearestHosts() {}

    static List<String> of(Snapshot snapshot, String unknown) {
        int dotted = unknown.indexOf(".s.");
        if (dotted > 0 && snapshot.isSpace(unknown.substring(0, dotted))) {
            return prefixed(snapshot, unknown.substring(0, dotted), unknown.substring(dotted + 3), HostForm.DOTTED);
        }
        int dashes = unknown.indexOf("--");
        if (dashes > 0 && snapshot.isSpace(unknown.substring(0, dashes))) {
            return prefixed(
                    snapshot, unknown.substring(0, dashes), unknown.substring(dashes + 2), HostForm.SINGLE_LABEL);
        }
        return bare(snapshot, unknown);
    }

    private static List<String> prefixed(Snapshot snapshot, String space, String unknown, HostForm form) {
        return bare(snapshot, unknown).stream()
                .map(host -> snapshot.prefixedHost(host, space, form))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    private static List<String> bare(Snapshot snapshot, String unknown) {
        List<String> hosts = snapshot.hosts().stream().map(ExposedHost::host).toList();
        for (String domain : snapshot.config().domains()) {
            String end = "." + domain;
            if (unknown.endsWith(end)) {
                List<String> labels = hosts.stream()
                        .filter(host -> host.endsWith(end))
                        .map(host -> host.substring(0, host.length() - end.length()))
                        .sorted()
                        .toList();
                return NearestNames.of(unknown.substring(0, unknown.length() - end.length()), labels).stream()
                        .map(label -> label + end)
                        .toList();
            }
        }
        return NearestNames.of(unknown, hosts);
    }
}
