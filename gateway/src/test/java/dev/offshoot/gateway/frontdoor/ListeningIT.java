package dev.offshoot.gateway.frontdoor;

import static dev.offshoot.gateway.frontdoor.FrontDoor.freePort;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offshoot.cluster.replica.ListeningLine;
import dev.offshoot.gateway.relay.Leaks;
import dev.offshoot.gateway.source.PublishedSnapshot;
import dev.offshoot.routing.decision.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code /api/listening}, as the controller hears it. */
@Timeout(60)
class ListeningIT {
    private final Origin web = new Origin("default/web");

    @AfterAll
    static void nothingLeaked() {
        Leaks.assertNone();
    }

    private ClusterObjects objects() {
        return new ClusterObjects().root("default").served("default", "web", web);
    }

    @Test
    void firstTheWholeStateThenEachChangeThenSignsOfLife() throws Exception {
        int one = freePort();
        int other = freePort();
        try (FrontDoor gateway = FrontDoor.open(
                        objects().listener("default", "web", "http", one),
                        "--offshoot.pod=gateway-a",
                        "--offshoot.heartbeat=50ms");
                Listening listening = new Listening(gateway.managementPort())) {
            await().until(() -> !listening.lines.isEmpty());
            assertThat(listening.lines.getFirst())
                    .isEqualTo("{\"pod\":\"gateway-a\",\"ready\":true,\"draining\":false,\"opened\":[" + one + "]}");
            await().until(() -> listening.lines.contains(ListeningLine.HEARTBEAT));

            gateway.objects(objects().listener("default", "web", "http", other));

            await().untilAsserted(
                            () -> assertThat(listening.state().listening()).containsExactly(other));
            assertThat(listening.lines).contains("{\"opened\":[" + other + "],\"closed\":[" + one + "]}");
        }
    }

    @Test
    void aPortThatCannotBeOpenedIsNotAmongThem() throws Exception {
        int free = freePort();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                FrontDoor gateway = FrontDoor.open(objects()
                        .served("default", "other", web)
                        .listener("default", "web", "http", free)
                        .listener("default", "other", "http", taken.getLocalPort()));
                Listening listening = new Listening(gateway.managementPort())) {
            await().untilAsserted(
                            () -> assertThat(listening.state().listening()).containsExactly(free));
            int late = taken.getLocalPort();
            taken.close();
            await().untilAsserted(
                            () -> assertThat(listening.state().listening()).containsExactlyInAnyOrder(free, late));
        }
    }

    @Test
    void aPortOutlivesItsSliceForAWhile() throws Exception {
        int port = freePort();
        try (FrontDoor gateway = FrontDoor.open(
                        objects().listener("default", "web", "http", port), "--offshoot.listener-linger=3s");
                Listening listening = new Listening(gateway.managementPort());
                KeptConnection kept = new KeptConnection(port)) {
            await().until(() -> listening.state() != null);

            gateway.objects(objects());
            await().until(() -> gateway.context()
                    .getBean(PublishedSnapshot.class)
                    .current()
                    .listeners()
                    .isEmpty());
            assertThat(kept.ask("GET / HTTP/1.1\r\nHost: web\r\n\r\n").status()).isEqualTo(200);

            await().untilAsserted(
                            () -> assertThat(listening.state().listening()).isEmpty());
        }
    }

    @Test
    void endpointsOfShadowsAreConnectedToOnceAndTheUnreachableNamed() throws Exception {
        int dead = freePort();
        try (ServerSocket alive = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                FrontDoor gateway = FrontDoor.open(shadowed(alive.getLocalPort(), dead));
                Listening listening = new Listening(gateway.managementPort())) {
            alive.setSoTimeout(10_000);
            assertThat(alive.accept().getInputStream().read()).isEqualTo(-1);
            Endpoint good = new Endpoint("127.0.0.1", alive.getLocalPort());
            Endpoint bad = new Endpoint("127.0.0.1", dead);
            await().untilAsserted(() -> {
                assertThat(listening.state().reached()).containsExactly(good);
                assertThat(listening.state().unreachable()).containsExactly(bad);
            });

            try (ServerSocket begun = new ServerSocket(dead, 50, InetAddress.getLoopbackAddress())) {
                await().atMost(java.time.Duration.ofSeconds(20)).untilAsserted(() -> {
                    assertThat(listening.state().reached()).containsExactlyInAnyOrder(good, bad);
                    assertThat(listening.state().unreachable()).isEmpty();
                });
                assertThat(begun.isClosed()).isFalse();
            }

            gateway.objects(objects());
            await().untilAsserted(() -> assertThat(listening.state().reached()).isEmpty());
        }
    }

    private ClusterObjects shadowed(int... ports) {
        ClusterObjects objects = objects().add("""
                apiVersion: v1
                kind: Service
                metadata:
                  name: web-baseline
                  namespace: default
                  labels: {offshoot.dev/shadow-of: web}
                  ownerReferences: [{apiVersion: v1, kind: Service, name: web, uid: u-1}]
                spec: {clusterIP: None, ports: [{name: http, port: 80}]}
                """);
        for (int port : ports) {
            objects.add(ServiceObject.slice(
                    "default",
                    "web-baseline",
                    "web-baseline-" + port,
                    "endpointslice-controller.k8s.io",
                    "http",
                    port,
                    "ready: true"));
        }
        return objects;
    }

    @Test
    void aGatewayThatStopsEndsTheStreamAndDoesNotWaitForIt() throws Exception {
        try (FrontDoor gateway = FrontDoor.open(objects(), "--spring.lifecycle.timeout-per-shutdown-phase=10m");
                Listening listening = new Listening(gateway.managementPort())) {
            await().until(() -> listening.state() != null);
            gateway.close();
            await().until(listening::ended);
        }
    }

    @Test
    void manyReadersHearTheSame() throws IOException, InterruptedException {
        int port = freePort();
        try (FrontDoor gateway = FrontDoor.open(objects());
                Listening one = new Listening(gateway.managementPort());
                Listening other = new Listening(gateway.managementPort())) {
            gateway.objects(objects().listener("default", "web", "http", port));
            await().untilAsserted(() -> assertThat(one.state().listening()).containsExactly(port));
            await().untilAsserted(() -> assertThat(other.state()).isEqualTo(one.state()));
        }
    }
}
