package dev.offshoot.spaceapi.translate;

import dev.offshoot.routing.facts.PodFact;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Pod of a child space read as a caller. */
final class PodTranslation {
    private PodTranslation() {}

    static boolean isOnNodeNetwork(Pod pod) {
        return pod.getSpec() != null && Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
    }

    /** The caller; null where the Pod has no address of its own, not yet or not any more. */
    static @Nullable PodFact translate(String namespace, Pod pod) {
        String name = ObjectNames.subdomain(pod);
        PodStatus status = pod.getStatus();
        if (status == null || isOnNodeNetwork(pod) || hasEnded(status)) {
            return null;
        }
        List<String> addresses = addresses(status);
        return addresses.isEmpty() ? null : new PodFact(namespace, name, addresses);
    }

    /** Kubernetes gives an ended Pod's address to another one. */
    private static boolean hasEnded(PodStatus status) {
        return "Succeeded".equals(status.getPhase()) || "Failed".equals(status.getPhase());
    }

    private static List<String> addresses(PodStatus status) {
        List<String> written = new ArrayList<>();
        for (PodIP ip : Malformed.<PodIP>elements(status.getPodIPs(), "status.podIPs")) {
            written.add(Malformed.need(ip.getIp(), "status.podIPs[].ip", "an IP address"));
        }
        if (written.isEmpty() && status.getPodIP() != null) {
            written.add(status.getPodIP());
        }
        return written.stream()
                .filter(ip -> !ip.isEmpty())
                .map(PodTranslation::address)
                .distinct()
                .sorted()
                .toList();
    }

    private static String address(String written) {
        InetAddress address = Addresses.parse(written);
        if (address == null) {
            throw new Malformed("status.podIPs has \"" + Shown.of(written) + "\", expected an IP address");
        }
        return Addresses.text(address);
    }
}
