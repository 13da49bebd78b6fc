package dev.offshoot.gateway.frontdoor;

import static dev.offshoot.gateway.frontdoor.FrontDoor.freePort;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offshoot.gateway.relay.Leaks;
import dev.offshoot.gateway.replica.Drain;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that was told to stop while an EndpointSlice lists it. */
@Timeout(60)
class DrainIT {
    private static final String GET = "GET / HTTP/1.1\r\nHost: web\r\n\r\n";

    @TempDir
    static Path folder;

    private static Path certificates;

    private final Origin web = new Origin("default/web");
    private final int port = freePort();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final AtomicBoolean unlisted = new AtomicBoolean();
    private FrontDoor gateway;
    private Thread drain;

    @BeforeAll
    static void mount() {
        certificates = TestCertificate.of("*.localhost").mountAt(folder.resolve("tls"));
    }

    @BeforeEach
    void open() {
        gateway = FrontDoor.open(
                listed(),
                "--offshoot.drain.settle=300ms",
                "--offshoot.drain.last-answers=5s",
                "--tls-port=" + freePort(),
                "--tls=" + certificates);
    }

    @AfterEach
    void close() throws InterruptedException {
        if (drain != null) {
            drain.interrupt();
            drain.join();
        }
        gateway.close();
        web.close();
    }

    @AfterAll
    static void nothingLeaked() {
        Leaks.assertNone();
    }

    private ClusterObjects listed() {
        return objects().listener("default", "web", "http", port);
    }

    /** The slice still tells where to listen, and lists nobody. */
    private ClusterObjects unlisted() {
        return objects().add("""
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata:
                  name: web-offshoot
                  namespace: default
                  labels: {kubernetes.io/service-name: web, endpointslice.kubernetes.io/managed-by: offshoot.dev}
                addressType: IPv4
                ports: [{name: http, port: %d, protocol: TCP}]
                endpoints: []
                """.formatted(port));
    }

    private ClusterObjects objects() {
        return new ClusterObjects().root("default").served("default", "web", web, "expose=true");
    }

    private void tellToStop() {
        drain = Thread.ofPlatform().start(() -> {
            try {
                gateway.context().getBean(Drain.class).run();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Test
    void nothingIsLostByKeptAndByFreshConnections() throws Exception {
        AtomicInteger kept = new AtomicInteger();
        AtomicInteger fresh = new AtomicInteger();
        List<Thread> clients = List.of(
                Thread.ofVirtual().start(() -> guarded(() -> keep(kept))),
                Thread.ofVirtual().start(() -> guarded(() -> keep(kept))),
                Thread.ofVirtual().start(() -> guarded(() -> renew(fresh))));
        await().until(() -> kept.get() > 20 && fresh.get() > 20);

        tellToStop();
        await().until(() -> readiness() == 503);
        int keptBefore = kept.get();
        int freshBefore = fresh.get();
        await().until(() -> kept.get() > keptBefore + 20 && fresh.get() > freshBefore + 20);
        unlisted.set(true);
        gateway.objects(unlisted());

        drain.join();
        for (Thread client : clients) {
            client.join();
        }
        assertThat(failures).isEmpty();
    }

    /** Asks on one connection for as long as the gateway keeps it, and only ends then. */
    private void keep(AtomicInteger answers) throws Exception {
        while (!unlisted.get()) {
            try (KeptConnection connection = new KeptConnection(port)) {
                Reply reply;
                do {
                    reply = connection.ask(GET);
                    judge(reply, answers);
                } while (reply.header("connection") == null);
            }
        }
    }

    /** Connects for each request; nodes send no more of those once no slice lists the gateway. */
    private void renew(AtomicInteger answers) {
        while (!unlisted.get()) {
            judge(Ask.get("web").to(port), answers);
        }
    }

    private void judge(Reply reply, AtomicInteger answers) {
        if (reply.status() == 200) {
            answers.incrementAndGet();
        } else {
            failures.add(reply.toString());
        }
    }

    private interface Client {
        void run() throws Exception;
    }

    private void guarded(Client client) {
        try {
            client.run();
        } catch (Exception failed) {
            failures.add(failed.toString());
        }
    }

    @Test
    void itsReadinessFailsAndTheControllerHearsOfItWhileItServesOn() throws Exception {
        try (Listening listening = new Listening(gateway.managementPort())) {
            await().until(() -> listening.state() != null && listening.state().ready());
            assertThat(readiness()).isEqualTo(200);

            tellToStop();

            await().until(() -> listening.state().draining());
            assertThat(listening.state().ready()).isFalse();
            assertThat(listening.state().listening()).containsExactly(port);
            assertThat(readiness()).isEqualTo(503);
            assertThat(Ask.get("localhost", "/actuator/health/liveness")
                            .to(gateway.managementPort())
                            .status())
                    .isEqualTo(200);
            assertThat(Ask.get("localhost", "/.well-known/offshoot/health")
                            .to(gateway.port())
                            .status())
                    .isEqualTo(503);
            assertThat(Ask.get("web").to(port).who()).isEqualTo("default/web");
            assertThat(Ask.get("web.localhost").to(gateway.port()).who()).isEqualTo("default/web");
            assertThat(drain.isAlive()).isTrue();
        }
    }

    /** A WebSocket on both of its sides with a Close frame 1001, HTTP/2 with GOAWAY. */
    @Test
    void longConnectionsInTlsAreToldThatTheGatewayGoes() throws Exception {
        try (WebSocketWire socket = WebSocketWire.open(Via.H1_TLS.http1(gateway, "web.localhost"), "web.localhost");
                Http2Client http2 = Via.H2_TLS.http2(gateway, "web.localhost")) {
            socket.say("hello");
            assertThat(socket.hear()).isEqualTo("default/web heard hello");
            assertThat(http2.ask(Ask.get("web.localhost").http2("https"), "").who())
                    .isEqualTo("default/web");
            assertThat(http2.goAway).isNotDone();

            tellToStop();
            gateway.objects(unlisted());

            assertThat(socket.hearClose()).isEqualTo(1001);
            assertThat(socket.hearsEnd()).isTrue();
            http2.goAway.get();
            assertThat(web.closes()).containsExactly(1001);
        }
        drain.join();
    }

    @Test
    void aGatewayThatNothingListsNeedNotWait() throws Exception {
        gateway.objects(objects());
        await().untilAsserted(() -> assertThat(gateway.context()
                        .getBean(dev.offshoot.gateway.source.LatestFacts.class)
                        .current()
                        .listsGateway("127.0.0.1"))
                .isFalse());
        tellToStop();
        drain.join();
    }

    private int readiness() {
        return Ask.get("localhost", "/actuator/health/readiness")
                .to(gateway.managementPort())
                .status();
    }
}
