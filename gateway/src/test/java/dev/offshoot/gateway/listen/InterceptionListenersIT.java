package dev.offshoot.gateway.listen;

import static dev.offshoot.gateway.listen.TestGateway.freePort;
import static dev.offshoot.gateway.listen.TestGateway.listener;
import static dev.offshoot.routing.decision.UpstreamProtocol.HTTP1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.offshoot.routing.problem.ProblemCode;
import dev.offshoot.routing.snapshot.Listener;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.web.server.GracefulShutdownResult;
import org.springframework.http.server.reactive.HttpHandler;
import reactor.core.publisher.Sinks;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;

@Timeout(30)
class InterceptionListenersIT {
    private static final String GET = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String LAST_GET = "GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

    @Test
    void portsOpenAndCloseAsTheListChanges() throws IOException {
        try (TestGateway gateway = new TestGateway()) {
            int a = freePort();
            int b = freePort();
            gateway.listeners.follow(List.of(listener(a, "orders", HTTP1)));
            assertThat(Wire.exchange(a, LAST_GET)).endsWith("|orders[]||-");
            assertClosed(b);

            gateway.listeners.follow(List.of(listener(a, "orders", HTTP1), listener(b, "catalog", HTTP1)));
            assertThat(Wire.exchange(a, LAST_GET)).endsWith("|orders[]||-");
            assertThat(Wire.exchange(b, LAST_GET)).endsWith("|catalog[]||-");

            gateway.listeners.follow(List.of(listener(b, "catalog", HTTP1)));
            assertClosed(a);
            assertThat(Wire.exchange(b, LAST_GET)).endsWith("|catalog[]||-");

            gateway.listeners.follow(List.of());
            assertClosed(b);
        }
    }

    @Test
    void aPortOutlivesTheListForAWhileAndServesMeanwhile() throws IOException {
        try (TestGateway gateway = new TestGateway(Duration.ofSeconds(2))) {
            int left = freePort();
            int wantedAgain = freePort();
            List<Listener> both = List.of(listener(left, "orders", HTTP1), listener(wantedAgain, "catalog", HTTP1));
            gateway.listeners.follow(both);
            AtomicInteger changes = new AtomicInteger();
            gateway.listeners.onChange(changes::incrementAndGet);

            gateway.listeners.follow(List.of());
            assertThat(Wire.exchange(left, LAST_GET)).endsWith("|orders[]||-");
            gateway.listeners.follow(List.of(listener(wantedAgain, "catalog", HTTP1)));
            assertThat(gateway.listeners.listening()).containsExactlyInAnyOrder(left, wantedAgain);
            assertThat(changes).hasValue(0);

            await().untilAsserted(() -> assertClosed(left));
            await().untilAsserted(
                            () -> assertThat(gateway.listeners.listening()).containsExactly(wantedAgain));
            assertThat(changes).hasValue(1);
            assertThat(Wire.exchange(wantedAgain, LAST_GET)).endsWith("|catalog[]||-");
        }
    }

    @Test
    void aPortOutsideTheRangeIsAProblemAndNotOpened() throws IOException {
        try (TestGateway gateway = new TestGateway()) {
            int port = freePort();
            gateway.listeners.follow(List.of(listener(1023, "orders", HTTP1), listener(port, "catalog", HTTP1)));

            assertThat(gateway.listeners.listening()).containsExactly(port);
            assertThat(gateway.listeners.problems())
                    .singleElement()
                    .hasToString("Service default/orders: listening port 1023 isn't opened (expected: one from 1024 to"
                            + " 65535) [listener-taken]");
        }
    }

    @Test
    void aPortThatLingersIsTakenOverByAnotherService() throws IOException {
        try (TestGateway gateway = new TestGateway(Duration.ofMinutes(10))) {
            int port = freePort();
            gateway.listeners.follow(List.of(listener(port, "orders", HTTP1)));
            gateway.listeners.follow(List.of());
            gateway.listeners.follow(List.of(listener(port, "catalog", HTTP1)));

            assertThat(Wire.exchange(port, LAST_GET)).endsWith("|catalog[]||-");
        }
    }

    @Test
    void whenTheGatewayGoesEachConnectionEndsWithItsNextAnswer() throws Exception {
        String[] get = {":method", "GET", ":scheme", "http", ":path", "/s", ":authority", "h"};
        try (TestGateway gateway = new TestGateway()) {
            int port = freePort();
            gateway.listeners.follow(List.of(listener(port, "orders", HTTP1)));
            try (Wire url = new Wire(gateway.port());
                    Wire intercepted = new Wire(port);
                    Http2Wire http2 = new Http2Wire(port)) {
                assertThat(url.say(GET).hearUntil("||-")).doesNotContain("connection: close");
                assertThat(intercepted.say(GET).hearUntil("||-")).doesNotContain("connection: close");
                http2.ask(get);
                assertThat(http2.goAway).isNotDone();

                gateway.connections.endWithNextAnswers();

                http2.goAway.get();
                assertThat(http2.ask(get)).endsWith("|orders[]||-");
                for (Wire kept : List.of(url, intercepted)) {
                    assertThat(kept.say(GET).hearAll())
                            .startsWith("HTTP/1.1 200 ")
                            .contains("\r\nconnection: close\r\n");
                }
                assertThat(Wire.exchange(port, GET))
                        .as("a connection that comes late")
                        .startsWith("HTTP/1.1 200 ")
                        .contains("\r\nconnection: close\r\n");
            }
        }
    }

    @Test
    void theUrlListenerIsNoInterceptionListener() throws IOException {
        try (TestGateway gateway = new TestGateway()) {
            assertThat(Wire.exchange(gateway.port(), LAST_GET)).endsWith("/x|http://h/x|-||-");
        }
    }

    @Test
    void aConnectionSeesTheBackendOfNow() throws IOException {
        try (TestGateway gateway = new TestGateway()) {
            int port = freePort();
            gateway.listeners.follow(List.of(listener(port, "orders", HTTP1, 1)));
            try (Wire wire = new Wire(port)) {
                assertThat(wire.say(GET).hearUntil("||-")).endsWith("|orders[127.0.0.1:1]||-");

                gateway.listeners.follow(List.of(listener(port, "orders", HTTP1, 2)));
                assertThat(wire.say(GET).hearUntil("||-"))
                        .endsWith("|orders[127.0.0.1:2]||-")
                        .doesNotContain("connection: close");
            }
        }
    }

    @Test
    void aPortThatMovesToAnotherServiceEndsFormerConnectionsWithTheirNextAnswer() throws IOException {
        try (TestGateway gateway = new TestGateway()) {
            int port = freePort();
            gateway.listeners.follow(List.of(listener(port, "orders", HTTP1)));
            try (Wire former = new Wire(port)) {
                assertThat(former.say(GET).hearUntil("||-")).endsWith("|orders[]||-");

                gateway.listeners.follow(List.of(listener(port, "catalog", HTTP1)));
                assertThat(Wire.exchange(port, LAST_GET)).endsWith("|catalog[]||-");
                assertThat(former.say(GET).hearAll())
                        .contains("\r\nconnection: close\r\n")
                        .endsWith("|orders[]||-");
            }
        }
    }

    @Test
    void aClosedPortLetsWhatIsUnderWayFinish() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        Sinks.One<Void> answer = Sinks.one();
        HttpHandler slow = (request, response) -> {
            arrived.countDown();
            return answer.asMono().then(response.setComplete());
        };
        try (TestGateway gateway = new TestGateway(slow)) {
            int port = freePort();
            gateway.listeners.follow(List.of(listener(port, "orders", HTTP1)));
            try (Wire wire = new Wire(port)) {
                wire.say(GET);
                arrived.await();

                gateway.listeners.follow(List.of());
                assertClosed(port);
                answer.tryEmitEmpty();
                assertThat(wire.hearAll()).startsWith("HTTP/1.1 200 ").contains("\r\nconnection: close\r\n");
            }
        }
    }

    @Test
    void aStopTakesNoMoreConnectionsAndWaitsForWhatIsUnderWay() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        Sinks.One<Void> answer = Sinks.one();
        HttpHandler slow = (request, response) -> {
            arrived.countDown();
            return answer.asMono().then(response.setComplete());
        };
        try (TestGateway gateway = new TestGateway(slow)) {
            int url = gateway.port();
            int port = freePort();
            gateway.listeners.follow(List.of(listener(port, "orders", HTTP1)));
            List<GracefulShutdownResult> stopped = new java.util.concurrent.CopyOnWriteArrayList<>();
            try (Wire wire = new Wire(port)) {
                wire.say(GET);
                arrived.await();

                gateway.server().shutDownGracefully(stopped::add);
                await().untilAsserted(() -> assertClosed(url));
                assertClosed(port);
                assertThat(stopped).isEmpty();

                answer.tryEmitEmpty();
                assertThat(wire.hearAll()).startsWith("HTTP/1.1 200 ");
                await().until(() -> stopped.equals(List.of(GracefulShutdownResult.IDLE)));
            }
        }
    }

    @Test
    void aStopDoesNotWaitForConnectionsThatAreIdle() throws Exception {
        try (TestGateway gateway = new TestGateway();
                FakeServer database = new FakeServer("ready\n")) {
            int port = freePort();
            gateway.listeners.follow(
                    List.of(listener(port, "db", dev.offshoot.routing.decision.UpstreamProtocol.TCP, database.port())));
            List<GracefulShutdownResult> stopped = new java.util.concurrent.CopyOnWriteArrayList<>();
            try (Wire http = new Wire(gateway.port());
                    Http2Wire http2 = new Http2Wire(gateway.port());
                    Wire silent = new Wire(gateway.port());
                    Wire pipe = new Wire(port)) {
                http.say(GET).hearUntil("||-");
                http2.ask(":method", "GET", ":scheme", "http", ":path", "/s", ":authority", "h");
                pipe.hearUntil("ready\n");

                gateway.server().shutDownGracefully(stopped::add);
                await().until(() -> stopped.equals(List.of(GracefulShutdownResult.IDLE)));
                assertThat(http.hearAll()).isEmpty();
                assertThat(silent.hearAll()).isEmpty();
            }
        }
    }

    @Test
    void aTakenPortIsAProblemOfThatPortAloneAndHealsWhenItIsFree() throws IOException {
        try (TestGateway gateway = new TestGateway();
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int taken = other.getLocalPort();
            int free = freePort();
            gateway.listeners.follow(List.of(listener(taken, "orders", HTTP1), listener(free, "catalog", HTTP1)));

            assertThat(Wire.exchange(free, LAST_GET)).endsWith("|catalog[]||-");
            assertThat(gateway.listeners.problems()).singleElement().satisfies(problem -> {
                assertThat(problem.code()).isEqualTo(ProblemCode.LISTENER_TAKEN);
                assertThat(problem.object()).hasToString("Service default/orders");
                assertThat(problem.text()).contains(String.valueOf(taken), "in use");
            });

            other.close();
            await().until(() -> gateway.listeners.problems().isEmpty());
            assertThat(Wire.exchange(taken, LAST_GET)).endsWith("|orders[]||-");
        }
    }

    @Test
    void theBaselineDoesNotNoticeLaxRequests() throws IOException {
        try (TestGateway gateway = new TestGateway()) {
            int port = freePort();
            gateway.listeners.follow(List.of(listener(port, "orders", HTTP1)));

            assertThat(Wire.exchange(port, "GET /[x] HTTP/1.0\r\n\r\n"))
                    .startsWith("HTTP/1.0 200 ")
                    .endsWith("/[x]|http://127.0.0.1:" + port + "/%5Bx%5D|orders[]||-");
            assertThat(Wire.exchange(
                            port,
                            "GET /x HTTP/1.1\r\nConnection: close\r\n" + "a: b\r\n".repeat(500) + "c: "
                                    + "d".repeat(200_000) + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(Wire.exchange(port, "GET /x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"))
                    .startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void streamsOfHttp2KnowTheirListener() throws IOException {
        try (TestGateway gateway = new TestGateway()) {
            int port = freePort();
            gateway.listeners.follow(List.of(listener(port, "orders", HTTP1)));

            String answer = HttpClient.create()
                    .protocol(HttpProtocol.H2C)
                    .get()
                    .uri("http://127.0.0.1:" + port + "/s")
                    .responseContent()
                    .aggregate()
                    .asString()
                    .block();

            assertThat(answer).isEqualTo("/s|http://127.0.0.1:" + port + "/s|orders[]||-");
        }
    }

    @Test
    void aPortThatMovesToAnotherServiceEndsFormerHttp2Connections() throws Exception {
        String[] get = {":method", "GET", ":scheme", "http", ":path", "/s", ":authority", "h"};
        try (TestGateway gateway = new TestGateway()) {
            int port = freePort();
            gateway.listeners.follow(List.of(listener(port, "orders", HTTP1)));
            try (Http2Wire former = new Http2Wire(port)) {
                assertThat(former.ask(get)).endsWith("|orders[]||-");
                assertThat(former.goAway).isNotDone();

                gateway.listeners.follow(List.of(listener(port, "catalog", HTTP1)));
                assertThat(former.ask(get)).endsWith("|orders[]||-");
                former.goAway.get();
            }
        }
    }

    @Test
    void aThousandPortsCostNoThreadEach() throws IOException {
        try (TestGateway gateway = new TestGateway()) {
            List<Listener> listeners = new ArrayList<>();
            for (int port : freePorts(1000)) {
                listeners.add(listener(port, "orders", HTTP1));
            }
            int threads = ManagementFactory.getThreadMXBean().getThreadCount();

            gateway.listeners.follow(listeners);

            assertThat(gateway.listeners.problems()).isEmpty();
            assertThat(ManagementFactory.getThreadMXBean().getThreadCount()).isLessThan(threads + 20);
            assertThat(Wire.exchange(listeners.get(999).port(), LAST_GET)).endsWith("|orders[]||-");
        }
    }

    private static List<Integer> freePorts(int count) {
        return Stream.generate(TestGateway::freePort).distinct().limit(count).toList();
    }

    private static void assertClosed(int port) {
        assertThatThrownBy(() -> new Wire(port).close()).isInstanceOf(ConnectException.class);
    }

    @AfterAll
    static void nothingLeaked() {
        TestGateway.assertNoLeaks();
    }
}
