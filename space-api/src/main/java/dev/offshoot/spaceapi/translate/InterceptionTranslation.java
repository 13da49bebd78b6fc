package dev.offshoot.spaceapi.translate;

import dev.offshoot.routing.facts.InterceptionFact;
import dev.offshoot.routing.facts.IpFamily;
import dev.offshoot.routing.facts.ShadowFact;
import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What of a Service decides about its interception, and what a shadow remembers of one. */
final class InterceptionTranslation {
    private InterceptionTranslation() {}

    static InterceptionFact translate(Service service, ServiceSpec spec, Marks marks) {
        Map<String, String> selector = new HashMap<>();
        if (spec.getSelector() != null) {
            spec.getSelector().forEach((key, value) -> selector.put(key, Objects.requireNonNullElse(value, "")));
        }
        boolean keyed = selector.remove(Names.INTERCEPTED) != null;
        return new InterceptionFact(
                selector,
                keyed,
                targetPorts(spec),
                families(spec),
                "Local".equals(spec.getInternalTrafficPolicy()),
                "Local".equals(spec.getExternalTrafficPolicy()),
                Boolean.TRUE.equals(spec.getPublishNotReadyAddresses()),
                PodTargets.of(service.getMetadata(), spec),
                shadow(service.getMetadata(), marks));
    }

    private static Map<Integer, String> targetPorts(ServiceSpec spec) {
        Map<Integer, String> targets = new HashMap<>();
        for (ServicePort port : Malformed.<ServicePort>elements(spec.getPorts(), "spec.ports")) {
            if (port.getPort() != null && port.getTargetPort() != null) {
                targets.put(port.getPort(), String.valueOf(port.getTargetPort().getValue()));
            }
        }
        return targets;
    }

    private static List<IpFamily> families(ServiceSpec spec) {
        List<IpFamily> families = new ArrayList<>();
        for (String family : Malformed.<String>elements(spec.getIpFamilies(), "spec.ipFamilies")) {
            families.add(
                    switch (family) {
                        case "IPv4" -> IpFamily.IPV4;
                        case "IPv6" -> IpFamily.IPV6;
                        default ->
                            throw new Malformed(
                                    "spec.ipFamilies has \"" + Shown.of(family) + "\", expected IPv4 and IPv6");
                    });
        }
        return families.isEmpty() ? List.of(IpFamily.IPV4) : families;
    }

    private static @Nullable ShadowFact shadow(ObjectMeta metadata, Marks marks) {
        if (marks.label(Names.SHADOW_OF) == null) {
            return null;
        }
        List<Instant> reversals = marks.list(Names.REVERSALS).stream()
                .map(time -> instant(Names.REVERSALS, time, marks))
                .filter(Objects::nonNull)
                .sorted()
                .toList();
        return new ShadowFact(
                ownerUid(metadata),
                instant(Names.SINCE, marks.annotation(Names.SINCE), marks),
                instant(Names.LINGER_UNTIL, marks.annotation(Names.LINGER_UNTIL), marks),
                reversals);
    }

    private static String ownerUid(ObjectMeta metadata) {
        for (OwnerReference owner :
                Malformed.<OwnerReference>elements(metadata.getOwnerReferences(), "metadata.ownerReferences")) {
            if ("Service".equals(owner.getKind()) && owner.getUid() != null) {
                return owner.getUid();
            }
        }
        return "";
    }

    private static @Nullable Instant instant(String key, @Nullable String written, Marks marks) {
        if (written == null) {
            return null;
        }
        try {
            return Instant.parse(written);
        } catch (DateTimeException e) {
            marks.bad(key, written, "a time such as 2026-01-31T12:00:00Z", "it is ignored");
            return null;
        }
    }
}
