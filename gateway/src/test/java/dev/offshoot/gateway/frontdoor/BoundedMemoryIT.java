package dev.offshoot.gateway.frontdoor;

import static dev.offshoot.gateway.frontdoor.FrontDoor.freePort;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.blockhound.BlockHound;

/**
 * 500 uploads that an application doesn't take, and 500 answers that clients don't read, also both at once, on a gateway with 256 MB of
 * heap and as much direct memory: each way to the gateway and on to the application. While they hang, others are served; when they go on,
 * all of them arrive whole. The process has Netty's leak detector at its strictest and BlockHound.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BoundedMemoryIT {
    private static final Payload SMALL = new Payload(1 << 19);

    /** More than the system keeps for a connection on loopback. */
    private static final Payload LARGE = new Payload(4 << 20);

    /** What Netty keeps for later, at most. */
    private static final long LEFT = 16 << 20;

    private static final boolean ALL = "all".equals(System.getProperty("offshoot.slow"));
    private static final String SLOW = "one--web.localhost";
    private static final String SLOW_HTTP2 = "one--rpc.localhost";
    private static final List<String> JVM = List.of(
            "-Xmx256m",
            "-Dio.netty.leakDetection.level=paranoid",
            "-Dio.netty.leakDetection.targetRecords=0", // a stack trace for each touch of a buffer would take minutes
            "-XX:+AllowRedefinitionToAddDeleteMethods",
            "-javaagent:"
                    + Path.of(BlockHound.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .getPath()));

    private final int webPort = freePort();
    private final int rawPort = freePort();
    private final Origin quiet = new Origin("default/web");
    private SlowOrigin slow;
    private SlowHttp2Origin slowHttp2;

    @TempDir
    private static Path folder;

    private GatewayProcess gateway;
    private Neighbours neighbours;
    private long moved;

    @BeforeAll
    void start() throws Exception {
        slow = new SlowOrigin();
        slowHttp2 = new SlowHttp2Origin();
        ClusterObjects cluster = new ClusterObjects()
                .root("default")
                .child("one", "default")
                .child("two", "default")
                .served("default", "web", quiet, "expose=true")
                .served("default", "rpc", quiet, "expose=true")
                .served("two", "web", quiet)
                .listener("default", "web", "http", webPort)
                .listener("default", "raw", "data", rawPort);
        cluster.service("one", "web").port("http", 80).endpoints("http", slow.port());
        cluster.service("one", "rpc").port("http", 80, "kubernetes.io/h2c").endpoints("http", slowHttp2.port());
        cluster.service("default", "raw").port("data", 80, "tcp").endpoints("data", slow.port());
        gateway = new GatewayProcess(folder, cluster, JVM);
        neighbours = new Neighbours(
                gateway.port(), Map.of("web.localhost", "default/web", "two--web.localhost", "default/web"));
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        slow.close();
        slowHttp2.close();
        quiet.close();
    }

    /**
     * What hangs.
     *
     * @param count of uploads and answers
     * @param always whether each build tries it
     */
    private record Scenario(String name, int count, String host, Payload payload, boolean always, Begin begin) {
        @Override
        public String toString() {
            return count + " " + name;
        }
    }

    /** Lets slow clients begin. */
    private interface Begin {
        void with(SlowClients clients) throws Exception;
    }

    List<Scenario> scenarios() {
        int port = gateway.port();
        int some = ALL ? 500 : 50;
        return Stream.of(
                        http2(
                                "uploads, HTTP/2, 50 streams a connection",
                                500,
                                true,
                                c -> c.http2Uploads(500, 50, port)),
                        http2(
                                "answers, HTTP/2, 50 streams a connection",
                                500,
                                true,
                                c -> c.http2Answers(500, 50, port)),
                        http2("uploads and as many answers, HTTP/2", 1000, true, c -> {
                            c.http2Uploads(500, 50, port);
                            c.http2Answers(500, 50, port);
                        }),
                        http2("uploads, HTTP/2, a connection each", 500, false, c -> c.http2Uploads(500, 1, port)),
                        http2("answers, HTTP/2, a connection each", 500, false, c -> c.http2Answers(500, 1, port)),
                        http2("uploads, HTTP/1.1, to HTTP/2", 500, false, c -> c.http1Uploads(500, port)),
                        new Scenario("answers, HTTP/1.1, to clients with HTTP/2", 500, SLOW, SMALL, false, c -> {
                            c.http2Answers(500, 50, port);
                        }),
                        http1("intercepted uploads and as many answers, HTTP/1.1", 2 * some, true, c -> {
                            c.http1Uploads(some, webPort);
                            c.http1Answers(some, port);
                        }),
                        http1("uploads, HTTP/1.1", some, false, c -> c.http1Uploads(some, port)),
                        http1("answers, HTTP/1.1", some, false, c -> c.http1Answers(some, port)),
                        http1("uploads, WebSocket", some, false, c -> c.webSocketUploads(some, port)),
                        http1("answers, WebSocket", some, true, c -> c.webSocketAnswers(some, port)),
                        http1("uploads, byte pipes", some, true, c -> c.http1Uploads(some, rawPort)),
                        http1("answers, byte pipes", some, false, c -> c.http1Answers(some, rawPort)))
                .filter(scenario -> ALL || scenario.always)
                .toList();
    }

    private static Scenario http2(String name, int count, boolean always, Begin begin) {
        return new Scenario(name, count, SLOW_HTTP2, SMALL, always, begin);
    }

    private static Scenario http1(String name, int count, boolean always, Begin begin) {
        return new Scenario(name, count, SLOW, LARGE, always, begin);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void othersAreServedMeanwhileAndAllArriveWhole(Scenario scenario) throws Exception {
        assertThat(neighbours.ask(25).errors()).isEmpty();
        long calm = directMemory();
        long start = System.nanoTime();
        slow.hold();
        int before = slow.begun() + slowHttp2.begun();
        try (SlowClients clients = new SlowClients(scenario.host, scenario.payload)) {
            scenario.begin.with(clients);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> slow.begun() + slowHttp2.begun() == before + scenario.count || !clients.noneFailed());
            await().pollInterval(Duration.ofMillis(300))
                    .atMost(Duration.ofSeconds(60))
                    .until(this::nothingMoves);
            long hanging = directMemory();
            Neighbours.Figures others = neighbours.ask(25);
            long hung = System.nanoTime();
            goOn();
            clients.goOn();
            assertThat(clients.receipts()).containsExactly(scenario.payload.receipt());
            System.out.printf(
                    "[memory] %s hang; direct memory %d MB, calm %d MB; %d requests of others, %d errors; %d + %d ms%n",
                    scenario,
                    hanging >> 20,
                    calm >> 20,
                    others.requests(),
                    others.errors().size(),
                    (hung - start) / 1_000_000,
                    (System.nanoTime() - hung) / 1_000_000);
            assertThat(others.errors()).isEmpty();
        } finally {
            goOn();
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> directMemory() < calm + LEFT);
        gateway.collectGarbage();
        assertThat(gateway.log()).doesNotContain("OutOf", "LEAK:", BlockedLoops.MARK);
    }

    private void goOn() {
        slow.goOn();
        slowHttp2.goOn();
    }

    private long directMemory() {
        return gateway.metric("offshoot_direct_memory_used_bytes");
    }

    /** Whether the gateway has stopped reading and writing since the last look, but for its own files. */
    private boolean nothingMoves() {
        long before = moved;
        moved = gateway.bytesMoved();
        return moved - before < 100_000;
    }
}
