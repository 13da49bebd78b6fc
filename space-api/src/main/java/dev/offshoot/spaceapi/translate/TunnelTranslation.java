package dev.offshoot.spaceapi.translate;

import dev.offshoot.routing.facts.TunnelFact;
import dev.offshoot.spaceapi.Tunnel;
import dev.offshoot.spaceapi.TunnelSpec;
import dev.offshoot.spaceapi.TunnelStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A Tunnel read as an override. */
final class TunnelTranslation {
    private TunnelTranslation() {}

    static TunnelFact translate(String namespace, Tunnel tunnel) {
        String name = ObjectNames.subdomain(tunnel);
        TunnelSpec spec = Malformed.need(tunnel.getSpec(), "spec", "a Tunnel's spec");
        String service = Malformed.need(spec.service(), "spec.service", "a Service's name");
        if (!ObjectNames.isLabel(service)) {
            throw new Malformed("spec.service is \"" + Shown.of(service) + "\", expected a Service's name");
        }
        List<Integer> ports = new ArrayList<>();
        for (Integer port : Malformed.<Integer>elements(spec.ports(), "spec.ports")) {
            ports.add(Malformed.port(port, "spec.ports[" + ports.size() + "]"));
        }
        if (ports.isEmpty()) {
            throw new Malformed("spec.ports is empty, expected the Service's ports that the process serves");
        }
        String publicKey = Malformed.need(spec.publicKey(), "spec.publicKey", "the key whose owner may connect");
        String owner = Malformed.need(spec.owner(), "spec.owner", "the user who connects");
        TunnelStatus status = tunnel.getStatus();
        return new TunnelFact(
                namespace,
                name,
                Objects.requireNonNullElse(tunnel.getMetadata().getUid(), ""),
                service,
                ports.stream().distinct().sorted().toList(),
                publicKey,
                owner,
                Malformed.<String>elements(spec.groups(), "spec.groups"),
                Boolean.TRUE.equals(spec.patient()),
                status == null || !Boolean.FALSE.equals(status.listening()));
    }
}
