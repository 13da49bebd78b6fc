package dev.offshoot.gateway.frontdoor;

import static dev.offshoot.gateway.frontdoor.FrontDoor.freePort;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of calls while a local process starts anew, or stands in a debugger. */
@Timeout(120)
class TunnelHoldIT {
    private static final Duration LONG = Duration.ofMinutes(5);

    @Test
    void aCallWaitsUntilTheProcessListens() throws Exception {
        int port = freePort();
        try (TunnelWorld world = TunnelWorld.open();
                TunnelPeer peer = world.connect(port, LONG)) {
            world.list(world.listening());
            CompletableFuture<Reply> waiting = CompletableFuture.supplyAsync(() -> world.ask("alice"));
            await().until(() -> opened(world) == 1);
            try (ServerSocket process = listen(port)) {
                answer(process.accept());
                assertThat(TunnelWorld.within(waiting).body()).isEqualTo("hi");
            }
            assertThat(peer.refused).hasValue(0);
        }
    }

    @Test
    void aCallerThatGoesAwayWhileItWaitsIsForgotten() throws Exception {
        int port = freePort();
        try (TunnelWorld world = TunnelWorld.open();
                TunnelPeer peer = world.connect(port, LONG)) {
            try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), world.listening())) {
                caller.getOutputStream().write("a call".getBytes(US_ASCII));
                await().until(() -> opened(world) == 1);
                caller.setSoLinger(true, 0);
            }
            try (Socket next = new Socket(InetAddress.getLoopbackAddress(), world.listening())) {
                next.getOutputStream().write("the next".getBytes(US_ASCII));
                await().until(() -> opened(world) == 2); // what came before it on the tunnel has come, too
                try (ServerSocket process = listen(port);
                        Socket accepted = process.accept()) {
                    assertThat(accepted.getInputStream().readNBytes(8))
                            .asString(US_ASCII)
                            .isEqualTo("the next");
                    assertThat(peer.open).hasValue(1);
                }
            }
        }
    }

    /** The limit stays for all others. */
    @Test
    void aPatientTunnelsCallsTakeAsLongAsTheyTake() throws Exception {
        try (TunnelWorld world = TunnelWorld.patient("--offshoot.relay.response-timeout=300ms");
                ServerSocket paused = listen(0);
                ServerSocket silent = listen(0);
                TunnelPeer peer = world.connect(paused.getLocalPort())) {
            ClusterObjects objects = world.objects("u-1");
            objects.service("default", "slow", "expose=true")
                    .port("http", 80, "http")
                    .endpoints("http", silent.getLocalPort());
            world.list(world.listening(), objects);
            CompletableFuture<Reply> waiting = CompletableFuture.supplyAsync(() -> world.ask("alice"));
            try (Socket call = paused.accept()) {
                Reply limited = world.gateway.ask(Ask.get("slow.localhost"));
                assertThat(limited.status()).isEqualTo(504);
                assertThat(waiting).isNotDone();
                answer(call);
                assertThat(TunnelWorld.within(waiting).body()).isEqualTo("hi");
            }
            assertThat(peer.ended).isNotDone();
        }
    }

    private static double opened(TunnelWorld world) {
        return world.gateway
                .context()
                .getBean(MeterRegistry.class)
                .get("offshoot.tunnel.streams")
                .tag("outcome", "opened")
                .counter()
                .count();
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket server = new ServerSocket();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return server;
    }

    private static void answer(Socket call) throws IOException {
        byte[] request = new byte[4096];
        assertThat(call.getInputStream().read(request)).isPositive();
        call.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi".getBytes(US_ASCII));
    }
}
