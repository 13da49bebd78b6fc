package dev.offshoot.cluster.intercept;

import dev.offshoot.routing.facts.IpFamily;
import dev.offshoot.routing.facts.PortFact;
import dev.offshoot.routing.facts.ShadowFact;
import dev.offshoot.routing.plan.DesiredShadow;
import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A desired shadow as the object to apply. */
final class ShadowObject {
    private ShadowObject() {}

    static Service of(DesiredShadow shadow) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(shadow.key().namespace())
                .withName(shadow.key().name())
                .withLabels(Map.of(Names.SHADOW_OF, shadow.shadowOf()))
                .withAnnotations(annotations(shadow.state()))
                .withOwnerReferences(owner(shadow.shadowOf(), shadow.state().ownerUid()))
                .endMetadata()
                .withNewSpec()
                .withClusterIP("None")
                .withSelector(shadow.selector())
                .withIpFamilies(
                        shadow.families().stream().map(ShadowObject::family).toList())
                .withIpFamilyPolicy(shadow.families().size() > 1 ? "RequireDualStack" : "SingleStack")
                .withPorts(
                        shadow.ports().stream().map(port -> port(shadow, port)).toList())
                .endSpec()
                .build();
    }

    /** Whether a shadow in the cluster has all that is wanted of it; others' labels and annotations don't count. */
    static boolean shows(Service there, DesiredShadow wanted) {
        Service object = of(wanted);
        Map<String, String> kept = new TreeMap<>();
        if (there.getMetadata().getAnnotations() != null) {
            kept.putAll(there.getMetadata().getAnnotations());
        }
        kept.keySet().retainAll(List.of(Names.SINCE, Names.LINGER_UNTIL, Names.REVERSALS));
        return kept.equals(object.getMetadata().getAnnotations())
                && object.getSpec().getSelector().equals(there.getSpec().getSelector())
                && object.getSpec().getIpFamilies().equals(there.getSpec().getIpFamilies())
                && object.getSpec().getPorts().equals(there.getSpec().getPorts());
    }

    /** The reference that lets Kubernetes delete an object of ours with its Service. */
    static OwnerReference owner(String service, String uid) {
        return new OwnerReferenceBuilder()
                .withApiVersion("v1")
                .withKind("Service")
                .withName(service)
                .withUid(uid)
                .build();
    }

    static String family(IpFamily family) {
        return switch (family) {
            case IPV4 -> "IPv4";
            case IPV6 -> "IPv6";
        };
    }

    private static Map<String, String> annotations(ShadowFact state) {
        Map<String, String> annotations = new TreeMap<>();
        if (state.since() != null) {
            annotations.put(Names.SINCE, state.since().toString());
        }
        if (state.lingerUntil() != null) {
            annotations.put(Names.LINGER_UNTIL, state.lingerUntil().toString());
        }
        List<Instant> reversals = state.reversals();
        if (!reversals.isEmpty()) {
            annotations.put(
                    Names.REVERSALS, reversals.stream().map(Instant::toString).collect(Collectors.joining(",")));
        }
        return annotations;
    }

    private static ServicePort port(DesiredShadow shadow, PortFact port) {
        String target = shadow.targetPorts().get(port.number());
        return new ServicePortBuilder()
                .withName(port.name().isEmpty() ? null : port.name())
                .withPort(port.number())
                .withProtocol(port.transport().name())
                .withAppProtocol(port.appProtocol())
                .withTargetPort(target == null ? new IntOrString(port.number()) : target(target))
                .build();
    }

    /** A number or the name of a container's port, which has a letter. */
    private static IntOrString target(String written) {
        return written.chars().allMatch(Character::isDigit)
                ? new IntOrString(Integer.valueOf(written))
                : new IntOrString(written);
    }
}
