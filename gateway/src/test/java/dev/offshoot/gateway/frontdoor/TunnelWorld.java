package dev.offshoot.gateway.frontdoor;

import static org.awaitility.Awaitility.await;

import dev.offshoot.gateway.source.LatestFacts;
import dev.offshoot.gateway.tunnel.Tunnels;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A gateway with the Service {@code orders} of root {@code default}, and the spaces {@code alice}, whose {@code orders} is a Tunnel's,
 * and {@code bob}. Writes for alice's what the controller would: where the gateway listens for the tunnel.
 */
final class TunnelWorld implements AutoCloseable {
    final TunnelKey key = new TunnelKey();
    final Origin baseline = new Origin("default/orders");
    final FrontDoor gateway;
    private final String appProtocol;
    private final boolean patient;

    private TunnelWorld(String appProtocol, boolean patient, List<String> args) {
        this.appProtocol = appProtocol;
        this.patient = patient;
        this.gateway = FrontDoor.open(objects("u-1"), args.toArray(String[]::new));
    }

    static TunnelWorld open(String... args) {
        return new TunnelWorld("http", false, List.of(args));
    }

    /** @param appProtocol of the Service's port 80 */
    static TunnelWorld speaking(String appProtocol) {
        return new TunnelWorld(appProtocol, false, List.of());
    }

    /** Alice's Tunnel says that answers may take as long as they take. */
    static TunnelWorld patient(String... args) {
        return new TunnelWorld("http", true, List.of(args));
    }

    /** @param uid of the Tunnel; null for none */
    ClusterObjects objects(String uid) {
        ClusterObjects objects =
                new ClusterObjects().root("default").child("alice", "default").child("bob", "default");
        objects.service("default", "orders", "expose=true")
                .port("http", 80, appProtocol)
                .endpoints("http", baseline.port());
        if (uid == null) {
            return objects;
        }
        return patient
                ? objects.patientTunnel("alice", "orders", uid, key.publicText(), 80)
                : objects.keyedTunnel("alice", "orders", uid, key.publicText(), 80);
    }

    /** A process that is alice's orders; returns when it is connected. */
    TunnelPeer connect(int localPort) throws Exception {
        TunnelPeer peer = new TunnelPeer(gateway, key, "u-1", localPort);
        peer.connected.get(20, TimeUnit.SECONDS);
        return peer;
    }

    /** The same, which lets connections wait while nobody listens on that port. */
    TunnelPeer connect(int localPort, Duration hold) throws Exception {
        TunnelPeer peer = new TunnelPeer(gateway.port(), key, "u-1", said -> said, Map.of(80, localPort), hold);
        peer.connected.get(20, TimeUnit.SECONDS);
        return peer;
    }

    /** The port that the gateway listens on for alice's tunnel; waits until there is one. */
    int listening() {
        Tunnels tunnels = gateway.context().getBean(Tunnels.class);
        await().until(() -> !tunnels.held().isEmpty());
        return Objects.requireNonNull(tunnels.held().getFirst().ports().get(80));
    }

    boolean isHeld() {
        return !gateway.context().getBean(Tunnels.class).held().isEmpty();
    }

    /** Lists the tunnel's port as alice's endpoint. */
    void list(int listening) {
        list(listening, objects("u-1"));
    }

    /** The same among other objects. */
    void list(int listening, ClusterObjects objects) {
        gateway.objects(objects.add(ServiceObject.slice(
                "alice", "orders", "orders-tunnel", "tunnel.offshoot.dev", "http", listening, "ready: true")));
        await().until(() -> gateway.context().getBean(LatestFacts.class).current().namespaces().stream()
                .anyMatch(namespace ->
                        namespace.name().equals("alice") && !namespace.slices().isEmpty()));
    }

    Reply ask(String space) {
        return gateway.ask(Ask.get(space + ".s.orders.localhost"));
    }

    static <T> T within(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        gateway.close();
        baseline.close();
    }
}
