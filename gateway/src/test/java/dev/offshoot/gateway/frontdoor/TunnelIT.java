package dev.offshoot.gateway.frontdoor;

import static dev.offshoot.gateway.frontdoor.FrontDoor.freePort;
import static dev.offshoot.gateway.frontdoor.TunnelWorld.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offshoot.gateway.relay.Leaks;
import dev.offshoot.tunnel.Claim;
import dev.offshoot.tunnel.Handshake;
import dev.offshoot.tunnel.Parting;
import dev.offshoot.tunnel.local.Ending;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may serve a Tunnel, and how long. */
@Timeout(60)
class TunnelIT {
    private final TunnelWorld world = TunnelWorld.open("--offshoot.tunnel.silence=2s");
    private final Origin local = new Origin("the laptop");

    @AfterEach
    void close() {
        world.close();
        local.close();
    }

    @AfterAll
    static void nothingLeaked() {
        Leaks.assertNone();
    }

    @Test
    void aLocalProcessIsItsSpacesServiceAndNobodyElses() throws Exception {
        assertThat(world.ask("alice").status()).isEqualTo(503);
        assertThat(world.ask("alice").body()).contains("alice@example.com");
        try (TunnelPeer peer = world.connect(local.port())) {
            world.list(world.listening());
            await().untilAsserted(() -> assertThat(world.ask("alice").who()).isEqualTo("the laptop"));
            assertThat(world.ask("bob").who()).isEqualTo("default/orders");
            assertThat(world.gateway.ask(Ask.get("orders.localhost")).who()).isEqualTo("default/orders");
            assertThat(peer.ended).isNotDone();
        }
        await().until(() -> !world.isHeld());
    }

    @Test
    void theControllerHearsOfIt() throws Exception {
        try (Listening listening = new Listening(world.gateway.managementPort())) {
            await().until(() -> listening.state() != null);
            TunnelPeer peer = world.connect(local.port());
            await().untilAsserted(() -> assertThat(listening.state().tunnels())
                    .singleElement()
                    .satisfies(tunnel -> {
                        assertThat(tunnel.namespace() + "/" + tunnel.name() + " " + tunnel.uid())
                                .isEqualTo("alice/orders u-1");
                        assertThat(tunnel.ports()).containsExactlyEntriesOf(Map.of(80, world.listening()));
                    }));
            peer.close();
            await().untilAsserted(() -> assertThat(listening.state().tunnels()).isEmpty());
        }
    }

    @Test
    void anotherKeysSignatureIsRefused() throws Exception {
        TunnelPeer peer = new TunnelPeer(world.gateway, new TunnelKey(), "u-1", local.port());
        assertThat(within(peer.ended))
                .isEqualTo(new Ending.Parted(
                        Parting.NOT_SIGNED.status(), "The key of Tunnel alice/orders is another one."));
        assertThat(world.isHeld()).isFalse();
    }

    @Test
    void aNonceThatWasSignedBeforeIsRefused() throws Exception {
        String old;
        try (TunnelPeer first = world.connect(local.port())) {
            old = first.nonce;
        }
        TunnelPeer peer = new TunnelPeer(world.gateway.port(), world.key, "u-1", said -> old, Map.of(80, local.port()));
        assertThat(parting(peer)).isEqualTo(Parting.NOT_SIGNED);
    }

    @Test
    void aTunnelThatIsNotThereIsRefusedAfterAWhile() throws Exception {
        assertThat(parting(new TunnelPeer(world.gateway, world.key, "u-2", local.port())))
                .isEqualTo(Parting.UNKNOWN);
    }

    @Test
    void aTunnelThatTheGatewayHasNotSeenYetIsWaitedFor() throws Exception {
        TunnelPeer peer = new TunnelPeer(world.gateway, world.key, "u-2", local.port());
        await().until(() -> peer.nonce != null);
        world.gateway.objects(world.objects("u-2"));
        within(peer.connected);
        peer.close();
    }

    @Test
    void aNewerConnectionTakesOverAndKeepsThePort() throws Exception {
        TunnelPeer former = world.connect(freePort());
        int port = world.listening();
        try (TunnelPeer newer = world.connect(local.port())) {
            assertThat(parting(former)).isEqualTo(Parting.TAKEN_OVER);
            assertThat(world.listening()).isEqualTo(port);
            assertThat(Ask.get("orders").to(port).who()).isEqualTo("the laptop");
            assertThat(newer.ended).isNotDone();
        }
    }

    @Test
    void theConnectionEndsWithItsObject() throws Exception {
        TunnelPeer peer = world.connect(local.port());
        int port = world.listening();
        world.gateway.objects(world.objects(null));
        assertThat(within(peer.ended))
                .isEqualTo(new Ending.Parted(Parting.DELETED.status(), "Tunnel alice/orders was deleted."));
        assertThat(world.isHeld()).isFalse();
        assertThat(isOpen(port)).isFalse();
    }

    @Test
    void anObjectOfTheSameNameIsAnotherTunnel() throws Exception {
        TunnelPeer peer = world.connect(local.port());
        world.gateway.objects(world.objects("u-2"));
        assertThat(parting(peer)).isEqualTo(Parting.DELETED);
        try (TunnelPeer other = new TunnelPeer(world.gateway, world.key, "u-2", local.port())) {
            within(other.connected);
        }
    }

    /** Its system answers for it, and it says nothing. */
    @Test
    void aClientThatFellSilentIsDead() throws Exception {
        try (WebSocketWire wire = wire()) {
            claim(wire);
            await().until(world::isHeld);
            await().until(() -> !world.isHeld());
            assertThat(hearParting(wire)).isEqualTo(Parting.SILENT);
        }
    }

    @Test
    void whatIsNoClaimIsRefused() throws Exception {
        try (WebSocketWire wire = wire()) {
            wire.hear();
            wire.say("alice\norders\nu-1");
            assertThat(Parting.of(wire.hearClose())).isEqualTo(Parting.MALFORMED);
        }
    }

    @Test
    void whatIsNoWebSocketIsToldSo() {
        Reply reply = world.gateway.ask(Ask.get("localhost", Handshake.PATH));
        assertThat(reply.status()).isEqualTo(426);
        assertThat(reply.body()).contains("expected: GET with Upgrade: websocket");
        assertThat(world.gateway
                        .ask(Ask.get("orders.localhost", Handshake.PATH + "s"))
                        .who())
                .isEqualTo("default/orders");
    }

    @Test
    void aGatewayThatStopsSendsTheTunnelToAnother() throws Exception {
        TunnelPeer peer = world.connect(local.port());
        int port = world.listening();
        Thread drain = Thread.ofPlatform().start(() -> drain(world.gateway));
        within(peer.wentAway);
        drain.join();
        assertThat(Ask.get("orders").to(port).who()).isEqualTo("the laptop");
        world.gateway.close();
        assertThat(within(peer.ended)).isInstanceOfAny(Ending.Lost.class, Ending.Parted.class);
    }

    private static void drain(FrontDoor gateway) {
        try {
            gateway.context().getBean(dev.offshoot.gateway.replica.Drain.class).run();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void countsHaveFewLabels() throws Exception {
        world.connect(local.port()).close();
        parting(new TunnelPeer(world.gateway, new TunnelKey(), "u-1", local.port()));
        await().untilAsserted(() -> assertThat(metrics())
                .contains(
                        "offshoot_tunnels 0.0",
                        "offshoot_tunnel_connections_total{event=\"admitted\"} 1.0",
                        "offshoot_tunnel_connections_total{event=\"not-signed\"} 1.0",
                        "offshoot_tunnel_connections_total{event=\"done\"} 1.0")
                .doesNotContain("alice"));
    }

    private String metrics() {
        return Ask.get("localhost", "/actuator/prometheus")
                .to(world.gateway.managementPort())
                .body();
    }

    private WebSocketWire wire() throws Exception {
        return WebSocketWire.open(
                new Socket(InetAddress.getLoopbackAddress(), world.gateway.port()),
                "any.host",
                Handshake.PATH,
                Handshake.SUBPROTOCOL);
    }

    private void claim(WebSocketWire wire) throws Exception {
        String nonce = wire.hear();
        wire.say(Claim.of("alice", "orders", "u-1", nonce, world.key.secret()).text());
    }

    /** HTTP/2 before it is nothing to this client. */
    private static Parting hearParting(WebSocketWire wire) throws Exception {
        while (true) {
            WebSocketWire.Frame frame = wire.frame();
            if (frame.opcode() == 8) {
                return Parting.of(frame.status());
            }
        }
    }

    private static Parting parting(TunnelPeer peer) throws Exception {
        return Parting.of(((Ending.Parted) within(peer.ended)).status());
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (java.io.IOException closed) {
            return false;
        }
    }
}
