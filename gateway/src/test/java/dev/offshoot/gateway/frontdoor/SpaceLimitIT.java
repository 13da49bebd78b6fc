package dev.offshoot.gateway.frontdoor;

import static dev.offshoot.gateway.frontdoor.FrontDoor.freePort;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offshoot.gateway.relay.Leaks;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * How many requests a space may have under way, here three.
 *
 * <pre>
 * default       web, orders (both exposed; web intercepted)
 * ├── alice     web
 * └── bob       web
 * </pre>
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpaceLimitIT {
    private static final int LIMIT = 3;
    private static final String BUSY = "429 too-many-requests";
    private static final String ALICE = "x-offshoot-space: alice";

    private final int webPort = freePort();
    private final Origin web = new Origin("default/web");
    private final Origin orders = new Origin("default/orders");
    private final Origin aliceWeb = new Origin("alice/web");
    private final Origin bobWeb = new Origin("bob/web");
    private final List<AutoCloseable> held = new ArrayList<>();
    private FrontDoor gateway;

    @BeforeAll
    void start() {
        gateway = FrontDoor.open(
                new ClusterObjects()
                        .root("default")
                        .child("alice", "default")
                        .child("bob", "default")
                        .served("default", "web", web, "expose=true")
                        .served("default", "orders", orders, "expose=true")
                        .served("alice", "web", aliceWeb)
                        .served("bob", "web", bobWeb)
                        .listener("default", "web", "http", webPort),
                "--offshoot.relay.max-requests-per-space=" + LIMIT);
        await().until(() -> isOpen(webPort));
    }

    @AfterEach
    void letGo() throws Exception {
        for (AutoCloseable connection : held) {
            connection.close();
        }
        held.clear();
        await().until(() -> url("alice--web.localhost").equals("alice/web")
                && url("bob--web.localhost").equals("bob/web"));
    }

    @AfterAll
    void stop() {
        gateway.close();
        List.of(web, orders, aliceWeb, bobWeb).forEach(Origin::close);
        Leaks.assertNone();
    }

    @Test
    void aSpaceWithTooManyRequestsUnderWayIsRefusedAlone() throws IOException {
        double before = refused();
        holdAnswers(LIMIT, gateway.port(), "alice--web.localhost");

        Reply reply = gateway.ask(Ask.get("alice--web.localhost"));

        assertThat(reply.who()).isEqualTo(BUSY);
        assertThat(reply.json())
                .containsEntry(
                        "detail",
                        "space alice has 3 requests under way (expected: at most 3, offshoot.relay.max-requests-per-space)");
        assertThat(refused()).isEqualTo(before + 1);
        assertThat(url("bob--web.localhost")).isEqualTo("bob/web");
        assertThat(url("web.localhost")).isEqualTo("default/web");
    }

    @Test
    void whatTheRootAnswersForASpaceCountsForTheSpace() throws IOException {
        holdAnswers(LIMIT, gateway.port(), "alice--orders.localhost");

        assertThat(url("alice--orders.localhost")).isEqualTo(BUSY);
        assertThat(url("alice--web.localhost")).isEqualTo(BUSY);
        assertThat(url("bob--orders.localhost")).isEqualTo("default/orders");
        assertThat(url("orders.localhost")).isEqualTo("default/orders");
    }

    @Test
    void aRootIsNeverRefusedForItsNumber() throws IOException {
        holdAnswers(5 * LIMIT, gateway.port(), "web.localhost");
        holdAnswers(5 * LIMIT, webPort, "web");

        assertThat(url("web.localhost")).isEqualTo("default/web");
        assertThat(Ask.get("web").to(webPort).who()).isEqualTo("default/web");
    }

    @Test
    void interceptedCallsCountForTheirSpaceOnly() throws IOException {
        holdAnswers(LIMIT, webPort, "web", ALICE);

        assertThat(Ask.get("web").lines(ALICE).to(webPort).who()).isEqualTo(BUSY);
        assertThat(Ask.get("web").to(webPort).who()).isEqualTo("default/web");
    }

    @Test
    void webSocketsCountUntilTheyEnd() throws IOException {
        for (int i = 0; i < LIMIT; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
            held.add(WebSocketWire.open(socket, "alice--web.localhost"));
        }

        assertThat(url("alice--web.localhost")).isEqualTo(BUSY);
        held.forEach(SpaceLimitIT::close);
        await().until(() -> url("alice--web.localhost").equals("alice/web"));
    }

    private void holdAnswers(int count, int port, String host, String... lines) throws IOException {
        List.of(web, orders, aliceWeb, bobWeb).forEach(Origin::begin);
        for (int i = 0; i < count; i++) {
            KeptConnection connection = new KeptConnection(port);
            held.add(connection);
            connection.say(
                    Ask.get(host).lines(lines).header("x-answer-in-parts", "1").http1());
            connection.hearUntil("first");
        }
    }

    private String url(String host) {
        return gateway.ask(Ask.get(host)).who();
    }

    private double refused() {
        return gateway.context()
                .getBean(MeterRegistry.class)
                .counter("offshoot.requests.limited", "limit", "space")
                .count();
    }

    private static void close(AutoCloseable connection) {
        try {
            connection.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }
}
