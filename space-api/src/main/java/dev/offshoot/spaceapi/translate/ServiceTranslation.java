package dev.offshoot.spaceapi.translate;

import dev.offshoot.routing.facts.Exposure;
import dev.offshoot.routing.facts.PortFact;
import dev.offshoot.routing.facts.ServiceFact;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.facts.ServiceKind;
import dev.offshoot.routing.facts.Transport;
import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.SessionAffinityConfig;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A Service read with its marks. */
final class ServiceTranslation {
    /** Kubernetes' default of {@code sessionAffinityConfig.clientIP.timeoutSeconds}: three hours. */
    private static final int DEFAULT_AFFINITY_SECONDS = 10800;

    private static final int MAX_AFFINITY_SECONDS = 86400;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    private ServiceTranslation() {}

    /** Null where the Service only stands for a Tunnel, which is the override itself; one to which somebody gave a selector doesn't. */
    static @Nullable ServiceFact translate(ServiceKey key, Service service, Marks marks) {
        ObjectNames.label(service);
        ServiceSpec spec = Malformed.need(service.getSpec(), "spec", "a Service's spec");
        if (marks.label(Names.TUNNEL) != null
                && (spec.getSelector() == null || spec.getSelector().isEmpty())) {
            return null;
        }
        return new ServiceFact(
                key,
                Objects.requireNonNullElse(service.getMetadata().getUid(), ""),
                created(service.getMetadata().getCreationTimestamp()),
                kind(spec),
                ports(spec),
                exposure(marks),
                affinitySeconds(spec),
                marks.oneOf(Names.HOST, Map.of("original", true)) != null,
                marks.flag(Names.CONTEXT_FROM_ORIGIN),
                marks.oneOf(Names.INTERCEPT, SpaceTranslation.INTERCEPT),
                shadowOf(marks),
                InterceptionTranslation.translate(service, spec, marks));
    }

    private static Instant created(@Nullable String timestamp) {
        if (timestamp == null) {
            return Instant.EPOCH;
        }
        try {
            return OffsetDateTime.parse(timestamp).toInstant();
        } catch (DateTimeException e) {
            throw new Malformed("metadata.creationTimestamp is \"" + Shown.of(timestamp)
                    + "\", expected a time such as 2026-01-31T12:00:00Z");
        }
    }

    private static ServiceKind kind(ServiceSpec spec) {
        String type = Objects.requireNonNullElse(spec.getType(), "ClusterIP");
        return switch (type) {
            case "ExternalName" -> ServiceKind.EXTERNAL_NAME;
            case "ClusterIP", "NodePort", "LoadBalancer" ->
                "None".equals(spec.getClusterIP()) ? ServiceKind.HEADLESS : ServiceKind.CLUSTER_IP;
            default ->
                throw new Malformed("spec.type is \"" + Shown.of(type)
                        + "\", expected ClusterIP, NodePort, LoadBalancer or ExternalName");
        };
    }

    private static List<PortFact> ports(ServiceSpec spec) {
        List<ServicePort> written = Malformed.elements(spec.getPorts(), "spec.ports");
        List<PortFact> ports = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ServicePort port : written) {
            String field = "spec.ports[" + ports.size() + "]";
            String name = Objects.requireNonNullElse(port.getName(), "");
            if (!names.add(name)) {
                throw new Malformed(
                        field + ".name is \"" + Shown.of(name) + "\", expected a name of its own for each port");
            }
            ports.add(new PortFact(
                    name,
                    Malformed.port(port.getPort(), field + ".port"),
                    transport(port.getProtocol(), field),
                    port.getAppProtocol()));
        }
        return ports;
    }

    /** {@code protocol}; TCP where it is absent. */
    static Transport transport(@Nullable String protocol, String field) {
        return switch (Objects.requireNonNullElse(protocol, "TCP")) {
            case "TCP" -> Transport.TCP;
            case "UDP" -> Transport.UDP;
            case "SCTP" -> Transport.SCTP;
            default ->
                throw new Malformed(field + ".protocol is \"" + Shown.of(String.valueOf(protocol))
                        + "\", expected TCP, UDP or SCTP");
        };
    }

    private static Exposure exposure(Marks marks) {
        List<String> hosts = marks.list(Names.HOSTS).stream()
                .map(host -> host.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
        String expose = marks.annotation(Names.EXPOSE);
        boolean exposed = expose != null && !expose.equals("false");
        String port = exposed && !"true".equals(expose) ? expose : null;
        if (port != null && !isPort(port)) {
            marks.bad(Names.EXPOSE, port, "\"true\" or a port's name or number", "the Service is not exposed by it");
            exposed = false;
            port = null;
        }
        return new Exposure(exposed, port, hosts, marks.flag(Names.ENTRY));
    }

    private static boolean isPort(String value) {
        if (!NUMBER.matcher(value).matches()) {
            return ObjectNames.isLabel(value);
        }
        int number = Integer.parseInt(value);
        return number >= 1 && number <= 65535;
    }

    private static int affinitySeconds(ServiceSpec spec) {
        String affinity = Objects.requireNonNullElse(spec.getSessionAffinity(), "None");
        if (affinity.equals("None")) {
            return 0;
        }
        if (!affinity.equals("ClientIP")) {
            throw new Malformed("spec.sessionAffinity is \"" + Shown.of(affinity) + "\", expected None or ClientIP");
        }
        SessionAffinityConfig config = spec.getSessionAffinityConfig();
        Integer seconds = config == null || config.getClientIP() == null
                ? null
                : config.getClientIP().getTimeoutSeconds();
        if (seconds == null) {
            return DEFAULT_AFFINITY_SECONDS;
        }
        if (seconds < 1 || seconds > MAX_AFFINITY_SECONDS) {
            throw new Malformed("spec.sessionAffinityConfig.clientIP.timeoutSeconds is " + seconds + ", expected 1 to "
                    + MAX_AFFINITY_SECONDS);
        }
        return seconds;
    }

    private static @Nullable String shadowOf(Marks marks) {
        String service = marks.label(Names.SHADOW_OF);
        if (service != null && !ObjectNames.isLabel(service)) {
            marks.bad(Names.SHADOW_OF, service, "a Service's name", "this is no shadow Service");
            return null;
        }
        return service;
    }
}
