package dev.offshoot.benchmarks.jmh;

import dev.offshoot.routing.facts.EndpointFact;
import dev.offshoot.routing.facts.Exposure;
import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.facts.Fallback;
import dev.offshoot.routing.facts.Intercept;
import dev.offshoot.routing.facts.InterceptionFact;
import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.facts.PortFact;
import dev.offshoot.routing.facts.ServiceFact;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.facts.ServiceKind;
import dev.offshoot.routing.facts.SliceFact;
import dev.offshoot.routing.facts.SliceOrigin;
import dev.offshoot.routing.facts.SpaceFact;
import dev.offshoot.routing.facts.Transport;
import dev.offshoot.routing.snapshot.RoutingConfig;
import dev.offshoot.routing.snapshot.Snapshot;
import dev.offshoot.routing.snapshot.SnapshotCompiler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A root space with 50 exposed Services, and child spaces in chains below it. The first space of each chain overrides one Service,
 * so that a call from a chain's last one walks the whole lineage.
 *
 * @param spaces how many child spaces; at least one chain
 * @param depth how many child spaces a chain has
 */
record Cluster(int spaces, int depth) {
    static final RoutingConfig CONFIG = RoutingConfig.ofDomains("dev.example.com");
    private static final int SERVICES = 50;
    private static final int LISTENING = 20_000;
    private static final String ROOT = "default";

    Facts facts() {
        List<NamespaceFacts> namespaces = new ArrayList<>();
        List<ServiceFact> services = new ArrayList<>();
        List<SliceFact> slices = new ArrayList<>();
        for (int i = 0; i < SERVICES; i++) {
            services.add(service(ROOT, service(i), new Exposure(true, null, List.of(), false)));
            slices.add(slice(ROOT, service(i), SliceOrigin.KUBERNETES, 8080, "10.0.0.1"));
            slices.add(slice(ROOT, service(i), SliceOrigin.INTERCEPTION, LISTENING + i, "10.0.9.9"));
        }
        namespaces.add(namespace(ROOT, null, services, slices));
        for (int chain = 0; chain < chains(); chain++) {
            namespaces.add(overriding(chain, "10.0.1.1"));
            for (int i = 1; i < depth; i++) {
                namespaces.add(namespace(space(chain, i), space(chain, i - 1), List.of(), List.of()));
            }
        }
        return Facts.of(namespaces, List.of());
    }

    /** The first space of a chain, its override served from this address. */
    NamespaceFacts overriding(int chain, String address) {
        String name = space(chain, 0);
        String service = service(chain % SERVICES);
        return namespace(
                name,
                ROOT,
                List.of(service(name, service, Exposure.NONE)),
                List.of(slice(name, service, SliceOrigin.KUBERNETES, 8080, address)));
    }

    Snapshot snapshot() {
        Snapshot snapshot = SnapshotCompiler.compile(Snapshot.EMPTY, facts(), CONFIG);
        if (!snapshot.problems().isEmpty()) {
            throw new IllegalStateException("problems: " + snapshot.problems());
        }
        return snapshot;
    }

    int chains() {
        return Math.max(1, spaces / depth);
    }

    /** The last space of a chain. */
    String caller(int chain) {
        return space(chain, depth - 1);
    }

    /** The Service that a chain overrides. */
    String overridden(int chain) {
        return service(chain % SERVICES);
    }

    /** Where a gateway listens for it. */
    int listeningPort(int chain) {
        return LISTENING + chain % SERVICES;
    }

    private static String service(int number) {
        return "svc-" + number;
    }

    private static String space(int chain, int number) {
        return "space-" + chain + "-" + number;
    }

    private static NamespaceFacts namespace(
            String name, @Nullable String parent, List<ServiceFact> services, List<SliceFact> slices) {
        SpaceFact space = new SpaceFact(name, parent == null, parent, List.of(), Fallback.MISSING, Intercept.ON_DEMAND);
        return new NamespaceFacts(name, space, services, slices, List.of(), List.of(), List.of());
    }

    private static ServiceFact service(String namespace, String name, Exposure exposure) {
        return new ServiceFact(
                new ServiceKey(namespace, name),
                "",
                Instant.EPOCH,
                ServiceKind.CLUSTER_IP,
                List.of(new PortFact("http", 80, Transport.TCP, "http")),
                exposure,
                0,
                false,
                false,
                null,
                null,
                InterceptionFact.NONE);
    }

    private static SliceFact slice(String namespace, String service, SliceOrigin origin, int port, String address) {
        return new SliceFact(
                namespace,
                service + "-" + origin,
                service,
                origin,
                null,
                List.of(new SliceFact.Port("http", port, Transport.TCP)),
                List.of(new EndpointFact(address, true, true, false)));
    }
}
