package dev.offshoot.gateway.frontdoor;

import static org.awaitility.Awaitility.await;

import dev.offshoot.gateway.source.LatestFacts;
import dev.offshoot.gateway.tunnel.Tunnels;
import java.util.List;
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

    private TunnelWorld(String appProtocol, List<String> args) {
        this.appProtocol = appProtocol;
        this.gateway = FrontDoor.open(objects("u-1"), args.toArray(String[]::new));
    }

    static TunnelWorld open(String... args) {
        return new TunnelWorld("http", List.of(args));
    }

    /** @param appProtocol of the Service's port 80 */
    static TunnelWorld speaking(String appProtocol) {
        return new TunnelWorld(appProtocol, List.of());
    }

    /** @param uid of the Tunnel; null for none */
    ClusterObjects objects(String uid) {
        ClusterObjects objects =
                new ClusterObjects().root("default").child("alice", "default").child("bob", "default");
        objects.service("default", "orders", "expose=true")
                .port("http", 80, appProtocol)
                .endpoints("http", baseline.port());
        return uid == null ? objects : objects.keyedTunnel("alice", "orders", uid, key.publicText(), 80);
    }

    /** A process that is alice's orders; returns when it is connected. */
    TunnelPeer connect(int localPort) throws Exception {
        TunnelPeer peer = new TunnelPeer(gateway, key, "u-1", localPort);
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
        gateway.objects(objects("u-1")
                .add(ServiceObject.slice(
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
