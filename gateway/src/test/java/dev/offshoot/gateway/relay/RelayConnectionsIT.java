package dev.offshoot.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.routing.decision.Endpoint;
import dev.offshoot.routing.decision.UpstreamProtocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How connections are chosen, kept, limited and replaced. */
class RelayConnectionsIT {
    private static TestGateway shared;
    private TestGateway gateway = shared;

    private final List<RawServer> servers = new ArrayList<>();

    @BeforeAll
    static void start() {
        shared = new TestGateway();
    }

    @AfterAll
    static void stopShared() {
        shared.close();
    }

    @AfterEach
    void stop() throws IOException {
        for (RawServer server : servers) {
            server.close();
        }
        if (gateway != shared) {
            gateway.close();
        }
    }

    private RawServer serve(RawServer.Script script) {
        RawServer server = new RawServer(script);
        servers.add(server);
        return server;
    }

    private Wire client() throws IOException {
        return Wire.to(gateway.port());
    }

    private static String request(String method) {
        return method + " / HTTP/1.1\r\nHost: a\r\n" + (method.equals("POST") ? "Content-Length: 1\r\n\r\nx" : "\r\n");
    }

    private static void answer(Wire wire, String body) throws IOException {
        wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    /** Nothing listens there. */
    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Each connection takes one request, answers as if it stayed, and dies under the second. */
    private RawServer serveOncePerConnection(AtomicInteger requests) {
        return serve(wire -> {
            wire.message();
            requests.incrementAndGet();
            answer(wire, "first");
            wire.message();
            requests.incrementAndGet();
        });
    }

    @Test
    void idempotentRequestOnAConnectionThatJustClosedIsSentAgain() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        gateway.target(
                "a", UpstreamProtocol.HTTP1, serveOncePerConnection(requests).port());
        try (Wire client = client()) {
            for (int i = 0; i < 4; i++) {
                assertThat(client.send(request("GET")).message().body()).isEqualTo("first");
            }
        }
        assertThat(requests).hasValue(7);
    }

    @Test
    void requestThatMayHaveDoneSomethingIsNotSentAgain() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        gateway.target(
                "a", UpstreamProtocol.HTTP1, serveOncePerConnection(requests).port());
        try (Wire client = client()) {
            client.send(request("POST")).message();

            assertThat(client.send(request("POST")).message().head().status()).isEqualTo(502);
        }
        assertThat(requests).hasValue(2);
    }

    @Test
    void endpointThatRefusesConnectionsIsReplacedAndThenAvoided() throws IOException {
        int dead = closedPort();
        RawServer alive = serve(wire -> {
            while (true) {
                wire.message();
                answer(wire, "alive");
            }
        });
        gateway.target("a", UpstreamProtocol.HTTP1, dead, alive.port());
        try (Wire client = client()) {
            for (int i = 0; i < 50; i++) {
                assertThat(client.send(request("POST")).message().body()).isEqualTo("alive");
            }
        }
        assertThat(gateway.chosen.stream().filter(new Endpoint("127.0.0.1", dead)::equals))
                .hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void serviceWithoutReachableEndpointIsNamedWithItsAddress() throws IOException {
        int dead = closedPort();
        gateway.target("a", UpstreamProtocol.HTTP1, dead);
        gateway.target("empty", UpstreamProtocol.HTTP1);
        try (Wire client = client()) {
            Wire.Message unreachable = client.send(request("GET")).message();
            Wire.Message empty =
                    client.send("GET / HTTP/1.1\r\nHost: empty\r\n\r\n").message();

            assertThat(unreachable.head().field("x-offshoot-error")).isEqualTo("upstream-unreachable");
            assertThat(unreachable.body()).contains("127.0.0.1:" + dead, "default/orders");
            assertThat(empty.head().field("x-offshoot-error")).isEqualTo("no-endpoints");
        }
    }

    @Test
    void requestsBeyondTheLimitsWaitAndThenAreRefused() throws IOException {
        gateway = new TestGateway("offshoot.relay.max-connections=1", "offshoot.relay.max-pending=1");
        CountDownLatch goOn = new CountDownLatch(1);
        RawServer server = serve(wire -> {
            while (true) {
                wire.message();
                await(goOn);
                answer(wire, "done");
            }
        });
        gateway.target("a", UpstreamProtocol.HTTP1, server.port());
        int loops = Math.max(4, Runtime.getRuntime().availableProcessors());
        int excess = 5;
        List<Wire> clients = new ArrayList<>();
        for (int i = 0; i < 2 * loops + excess; i++) {
            clients.add(client().send(request("GET")));
        }
        Awaitility.await().until(() -> answered(clients) >= excess);
        goOn.countDown();
        int refused = 0;
        int served = 0;
        for (Wire client : clients) {
            try (client) {
                int status = client.message().head().status();
                refused += status == 429 ? 1 : 0;
                served += status == 200 ? 1 : 0;
            }
        }
        assertThat(refused + served).isEqualTo(clients.size());
        assertThat(refused).isGreaterThanOrEqualTo(excess);
        assertThat(served).isGreaterThanOrEqualTo(2);
    }

    private static long answered(List<Wire> clients) {
        return clients.stream().filter(Wire::hasBytes).count();
    }

    @Test
    void unusedConnectionsAreClosed() throws IOException {
        gateway = new TestGateway("offshoot.relay.idle-timeout=100ms");
        CountDownLatch ended = new CountDownLatch(1);
        RawServer server = serve(wire -> {
            wire.message();
            answer(wire, "x");
            if (wire.ended()) {
                ended.countDown();
            }
        });
        gateway.target("a", UpstreamProtocol.HTTP1, server.port());
        try (Wire client = client()) {
            client.send(request("GET")).message();
            await(ended);
        }
    }

    @Test
    void silentEndpointIsATimeoutWhereOneIsConfigured() throws IOException {
        gateway = new TestGateway("offshoot.relay.response-timeout=200ms");
        RawServer server = serve(wire -> wire.skip(Long.MAX_VALUE));
        gateway.target("a", UpstreamProtocol.HTTP1, server.port());
        try (Wire client = client()) {
            Wire.Message answer = client.send(request("GET")).message();

            assertThat(answer.head().status()).isEqualTo(504);
            assertThat(answer.head().field("x-offshoot-error")).isEqualTo("upstream-timeout");
        }
    }

    @Test
    void clientAffinityKeepsOneEndpoint() throws IOException {
        RawServer.Script script = wire -> {
            while (true) {
                wire.message();
                answer(wire, "" + wire.socket.getLocalPort());
            }
        };
        gateway.target(
                "a",
                TestGateway.backend(
                        UpstreamProtocol.HTTP1,
                        10_800,
                        serve(script).port(),
                        serve(script).port(),
                        serve(script).port()));
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            try (Wire client = client()) {
                seen.add(client.send(request("GET")).message().body());
            }
        }
        assertThat(seen).hasSize(1);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
