package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.decision.Backend;
import dev.offshoot.routing.decision.LocalProcess;
import dev.offshoot.routing.decision.UpstreamProtocol;
import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.facts.PortFact;
import dev.offshoot.routing.facts.ServiceFact;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.facts.ServiceKind;
import dev.offshoot.routing.facts.SliceFact;
import dev.offshoot.routing.facts.Transport;
import dev.offshoot.routing.facts.TunnelFact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the Services of one namespace, each with its endpoints. The endpoints of a Service that a Tunnel serves are the
 * slices made for this very Tunnel alone; else the slices that Kubernetes makes for it and for its shadows, and not what it made for a former Service
 * of that name. Interception slices never are.
 */
final class ServiceCompiler {
    private final NamespaceFacts facts;
    private final @Nullable CompiledNamespace previous;
    private final Map<String, List<SliceFact>> slices = new HashMap<>();
    private final Map<String, List<SliceFact>> tunnelSlices = new HashMap<>();
    private final TreeMap<String, List<TunnelFact>> tunnels = new TreeMap<>();

    ServiceCompiler(NamespaceFacts facts, @Nullable CompiledNamespace previous) {
        this.facts = facts;
        this.previous = previous;
        SliceOwners owners = new SliceOwners(facts.services());
        for (SliceFact slice : facts.slices()) {
            String owner = owners.of(slice);
            if (owner == null) {
                continue;
            }
            switch (slice.origin()) {
                case KUBERNETES ->
                    slices.computeIfAbsent(owner, name -> new ArrayList<>()).add(slice);
                case TUNNEL -> {
                    if (isOfPresentTunnel(slice)) {
                        tunnelSlices
                                .computeIfAbsent(slice.service(), name -> new ArrayList<>())
                                .add(slice);
                    }
                }
                case INTERCEPTION -> {}
            }
        }
        for (TunnelFact tunnel : facts.tunnels()) {
            tunnels.computeIfAbsent(tunnel.service(), name -> new ArrayList<>()).add(tunnel);
        }
    }

    /** Whether the slice wasn't made for a former Tunnel of the name, whose process may be another user's, as far as UIDs are known. */
    private boolean isOfPresentTunnel(SliceFact slice) {
        String uid = slice.ownerUid();
        return uid == null
                || facts.tunnels().stream()
                        .filter(tunnel -> tunnel.service().equals(slice.service()))
                        .anyMatch(
                                tunnel -> tunnel.uid().isEmpty() || tunnel.uid().equals(uid));
    }

    /** The Service of an object that is no shadow. */
    CompiledService real(ServiceFact fact) {
        String owner = tunnelOwner(fact.key().name());
        List<CompiledPort> ports = new ArrayList<>();
        for (PortFact port : fact.ports()) {
            if (port.transport() == Transport.TCP) {
                UpstreamProtocol protocol = UpstreamProtocol.of(port.name(), port.appProtocol());
                ports.add(port(
                        fact.key(), port.name(), port.number(), protocol, fact.affinitySeconds(), fact.hostOriginal()));
            }
        }
        return reused(new CompiledService(
                fact.key(),
                fact.uid(),
                fact.created(),
                owner == null ? fact.kind() : ServiceKind.CLUSTER_IP,
                ports,
                ExposedPort.of(fact.exposure(), ports),
                fact.contextFromOrigin(),
                owner,
                true));
    }

    /** Names of Services that Tunnels serve and that have no object, sorted. */
    List<String> tunnelOnly() {
        List<String> names = new ArrayList<>(tunnels.keySet());
        for (ServiceFact service : facts.services()) {
            if (service.shadowOf() == null) {
                names.remove(service.key().name());
            }
        }
        return names;
    }

    /**
     * The Service that is only a Tunnel, with the ports that the Tunnels number.
     *
     * @param named the nearest ancestor's Service of that name, which knows what the numbers are called; null without one
     */
    CompiledService tunnelOnly(String service, @Nullable CompiledService named) {
        ServiceKey key = new ServiceKey(facts.name(), service);
        TreeSet<Integer> numbers = new TreeSet<>();
        tunnels.getOrDefault(service, List.of()).forEach(tunnel -> numbers.addAll(tunnel.ports()));
        List<CompiledPort> ports = new ArrayList<>();
        for (int number : numbers) {
            Backend like = named == null ? null : withNumber(named, number);
            String name = portName(like == null ? "" : like.portName(), number, numbers.size());
            ports.add(
                    like == null
                            ? port(key, name, number, UpstreamProtocol.UNDECLARED, 0, false)
                            : port(key, name, number, like.protocol(), 0, like.hostOriginal()));
        }
        return reused(new CompiledService(
                key, "", Instant.EPOCH, ServiceKind.CLUSTER_IP, ports, null, false, tunnelOwner(service), false));
    }

    /** Kubernetes demands names of a Service's ports where it has several. */
    private static String portName(String name, int number, int ports) {
        return name.isEmpty() && ports > 1 ? "port-" + number : name;
    }

    private static @Nullable Backend withNumber(CompiledService service, int number) {
        for (CompiledPort port : service.ports()) {
            if (port.backend().portNumber() == number) {
                return port.backend();
            }
        }
        return null;
    }

    private CompiledPort port(
            ServiceKey key,
            String name,
            int number,
            UpstreamProtocol protocol,
            int affinitySeconds,
            boolean hostOriginal) {
        Map<String, List<SliceFact>> source = tunnels.containsKey(key.name()) ? tunnelSlices : slices;
        EndpointUnion endpoints = EndpointUnion.of(source.getOrDefault(key.name(), List.of()), name);
        Backend backend = new Backend(
                key,
                name,
                number,
                protocol,
                endpoints.taking(),
                endpoints.ready(),
                affinitySeconds,
                hostOriginal,
                process(key.name()));
        return reused(new CompiledPort(backend, endpoints.known()));
    }

    private CompiledPort reused(CompiledPort port) {
        CompiledService before = before(port.backend().service().name());
        if (before == null) {
            return port;
        }
        for (CompiledPort old : before.ports()) {
            if (old.backend().equals(port.backend())) {
                return old.known() == port.known() ? old : new CompiledPort(old.backend(), port.known());
            }
        }
        return port;
    }

    private CompiledService reused(CompiledService service) {
        CompiledService before = before(service.key().name());
        return before != null && before.equals(service) ? before : service;
    }

    private @Nullable CompiledService before(String name) {
        return previous == null ? null : previous.services().get(name);
    }

    private @Nullable String tunnelOwner(String service) {
        LocalProcess process = process(service);
        return process == null ? null : process.owner();
    }

    private @Nullable LocalProcess process(String service) {
        List<TunnelFact> serving = tunnels.get(service);
        return serving == null
                ? null
                : new LocalProcess(
                        serving.getFirst().owner(), serving.getFirst().patient());
    }
}
