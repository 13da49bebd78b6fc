package dev.offshoot.controller.tunnel;

import dev.offshoot.controller.loop.TunnelEnd;
import dev.offshoot.routing.facts.TunnelFact;
import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The objects that stand for a Tunnel while a gateway holds its connection. Kubernetes deletes them with the Tunnel. */
final class TunnelObjects {
    private TunnelObjects() {}

    /** The Service, which has no selector: its endpoints are the slices. */
    static Service service(TunnelFact tunnel, List<TunnelState.Port> ports) {
        return new ServiceBuilder()
                .withMetadata(metadata(tunnel, tunnel.name(), Map.of(Names.TUNNEL, tunnel.name())))
                .withNewSpec()
                .withPorts(ports.stream().map(TunnelObjects::port).toList())
                .endSpec()
                .build();
    }

    private static ServicePort port(TunnelState.Port port) {
        return new ServicePortBuilder()
                .withName(port.name().isEmpty() ? null : port.name())
                .withPort(port.number())
                .withProtocol("TCP")
                .build();
    }

    /**
     * One for each address family of the gateway; its endpoint is ready while the process listens.
     *
     * @param served whether kube-proxies send the Service's calls there, too; not where its Pods are: a call would reach the one or
     *     the other. There interception leads calls to the gateway, which goes by the slices' other label
     */
    static List<EndpointSlice> slices(TunnelFact tunnel, List<TunnelState.Port> ports, TunnelEnd end, boolean served) {
        Map<String, String> labels = served
                ? Map.of(
                        Names.MANAGED_BY,
                        Names.MANAGER_TUNNEL,
                        Names.TUNNEL,
                        tunnel.name(),
                        Names.SERVICE_NAME,
                        tunnel.service())
                : Map.of(Names.MANAGED_BY, Names.MANAGER_TUNNEL, Names.TUNNEL, tunnel.name());
        List<EndpointSlice> slices = new ArrayList<>();
        for (String address : end.addresses()) {
            String family = address.indexOf(':') < 0 ? "IPv4" : "IPv6";
            slices.add(new EndpointSliceBuilder()
                    .withMetadata(
                            metadata(tunnel, tunnel.name() + "-tunnel-" + family.toLowerCase(Locale.ROOT), labels))
                    .withAddressType(family)
                    .withPorts(ports.stream()
                            .filter(port -> end.tunnel().ports().containsKey(port.number()))
                            .map(port -> port(port, end))
                            .toList())
                    .addNewEndpoint()
                    .withAddresses(address)
                    .withNewConditions(tunnel.listening(), tunnel.listening(), false)
                    .endEndpoint()
                    .build());
        }
        return slices;
    }

    private static EndpointPort port(TunnelState.Port port, TunnelEnd end) {
        return new EndpointPortBuilder()
                .withName(port.name())
                .withPort(end.tunnel().ports().get(port.number()))
                .withProtocol("TCP")
                .build();
    }

    private static ObjectMeta metadata(TunnelFact tunnel, String name, Map<String, String> labels) {
        return new ObjectMetaBuilder()
                .withNamespace(tunnel.namespace())
                .withName(name)
                .withLabels(labels)
                .withOwnerReferences(owner(tunnel))
                .build();
    }

    private static OwnerReference owner(TunnelFact tunnel) {
        return new OwnerReferenceBuilder()
                .withApiVersion(Names.GROUP + "/" + Names.VERSION)
                .withKind("Tunnel")
                .withName(tunnel.name())
                .withUid(tunnel.uid())
                .build();
    }

    /** Whether a slice in the cluster is the wanted one. */
    static boolean shows(EndpointSlice there, EndpointSlice wanted) {
        return sameMarks(there, wanted)
                && wanted.getAddressType().equals(there.getAddressType())
                && wanted.getPorts().equals(there.getPorts())
                && wanted.getEndpoints().equals(there.getEndpoints());
    }

    /** Whether a Service in the cluster is the wanted one; Kubernetes adds to it what isn't compared. */
    static boolean shows(Service there, Service wanted) {
        return sameMarks(there, wanted)
                && wanted.getSpec()
                        .getPorts()
                        .equals(there.getSpec().getPorts().stream()
                                .map(TunnelObjects::compared)
                                .toList());
    }

    private static ServicePort compared(ServicePort there) {
        return new ServicePortBuilder()
                .withName(there.getName())
                .withPort(there.getPort())
                .withProtocol(there.getProtocol())
                .build();
    }

    private static boolean sameMarks(HasMetadata there, HasMetadata wanted) {
        return wanted.getMetadata().getLabels().equals(there.getMetadata().getLabels())
                && wanted.getMetadata()
                        .getOwnerReferences()
                        .equals(there.getMetadata().getOwnerReferences());
    }

    /** Whether a Service stands for a Tunnel, and nobody has made it their own by a selector. */
    static boolean isOurs(Service service) {
        return marked(service) && !selects(service);
    }

    /** Whether a Service that stood for a Tunnel has become a user's, which mustn't go with the Tunnel. */
    static boolean isTakenOver(Service service) {
        return marked(service) && selects(service);
    }

    private static boolean marked(Service service) {
        Map<String, String> labels = service.getMetadata().getLabels();
        return labels != null && labels.containsKey(Names.TUNNEL);
    }

    private static boolean selects(Service service) {
        Map<String, String> selector = service.getSpec().getSelector();
        return selector != null && !selector.isEmpty();
    }
}
