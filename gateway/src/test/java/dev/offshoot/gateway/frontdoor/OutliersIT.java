package dev.offshoot.gateway.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.gateway.relay.Leaks;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Endpoints that take connections and reset them under each request.
 *
 * <pre>
 * default       web
 * ├── alice     web, with a sound and a resetting endpoint
 * └── bob       web, with two resetting endpoints
 * </pre>
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutliersIT {
    private static final String BROKE = "502 upstream-broke";

    private final Origin web = new Origin("default/web");
    private final Origin aliceWeb = new Origin("alice/web");
    private final Resetting aliceResets = new Resetting();
    private final Resetting bobResets = new Resetting();
    private final Resetting bobResetsToo = new Resetting();
    private final FrontDoor gateway = FrontDoor.open(objects(), "--offshoot.relay.avoid-failed=10m");

    /** Reads a little of each connection and resets it. */
    private static final class Resetting implements AutoCloseable {
        final AtomicInteger requests = new AtomicInteger();
        private final ServerSocket server;

        Resetting() {
            try {
                server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            Thread.ofVirtual().start(this::serve);
        }

        int port() {
            return server.getLocalPort();
        }

        private void serve() {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    socket.setSoLinger(true, 0);
                    if (socket.getInputStream().read() >= 0) {
                        requests.incrementAndGet();
                    }
                } catch (IOException closed) {
                    continue;
                }
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    private ClusterObjects objects() {
        ClusterObjects objects = new ClusterObjects()
                .root("default")
                .child("alice", "default")
                .child("bob", "default")
                .served("default", "web", web, "expose=true");
        objects.service("alice", "web").port("http", 80).endpoints("http", aliceResets.port(), aliceWeb.port());
        objects.service("bob", "web").port("http", 80).endpoints("http", bobResets.port(), bobResetsToo.port());
        return objects;
    }

    @AfterAll
    void stop() throws IOException {
        gateway.close();
        for (Resetting each : List.of(aliceResets, bobResets, bobResetsToo)) {
            each.close();
        }
        web.close();
        aliceWeb.close();
        Leaks.assertNone();
    }

    @Test
    void anEndpointThatResetsThreeRequestsInARowIsAvoided() {
        double before = avoided();
        List<String> answers = ask("alice--web.localhost", 60);

        assertThat(Collections.frequency(answers, BROKE)).isEqualTo(3);
        assertThat(Collections.frequency(answers, "alice/web")).isEqualTo(57);
        assertThat(aliceResets.requests).hasValue(3);
        assertThat(avoided()).isEqualTo(before + 1);
    }

    @Test
    void whereAllAreAvoidedTheyAreTriedAnywayAndNoOtherSpaceAnswers() {
        double before = avoided();
        int answeredByRoot = web.requests();
        assertThat(ask("bob--web.localhost", 20)).containsOnly(BROKE);

        assertThat(bobResets.requests.get() + bobResetsToo.requests.get()).isEqualTo(20);
        assertThat(avoided()).isEqualTo(before + 2);
        assertThat(web.requests()).isEqualTo(answeredByRoot);
    }

    private List<String> ask(String host, int times) {
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            answers.add(gateway.ask(Ask.get(host)).who());
        }
        return answers;
    }

    private double avoided() {
        return gateway.context()
                .getBean(MeterRegistry.class)
                .counter("offshoot.endpoints.avoided", "why", "broke")
                .count();
    }
}
