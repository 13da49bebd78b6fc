package dev.offshoot.gateway.frontdoor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten spaces on one gateway: what the first does, the other nine don't notice. Their times are printed beside those of a calm gateway, and not
 * judged, since attackers, applications and gateway share one machine here.
 */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IsolationIT {
    private static final String HOSTILE = "one--web.localhost";
    private static final List<String> OTHERS =
            List.of("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten");
    private static final int LIMIT = 200;
    private static final int REQUESTS_EACH = Integer.getInteger("offshoot.isolation.requests", 50);

    private final HostileOrigin hostile = new HostileOrigin();
    private final Map<String, Origin> origins = new LinkedHashMap<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger refused = new AtomicInteger();

    @TempDir
    private static Path folder;

    private GatewayProcess gateway;
    private Neighbours neighbours;
    private volatile boolean over;

    /** What the first space does, again and again. */
    private interface Attack {
        void run() throws IOException;
    }

    @BeforeAll
    void start() throws Exception {
        ClusterObjects cluster = new ClusterObjects().root("default").child("one", "default");
        Map<String, String> whoByHost = new LinkedHashMap<>();
        cluster.served("default", "web", origin("default/web"), "expose=true");
        cluster.service("one", "web").port("http", 80).endpoints("http", hostile.port());
        for (String space : OTHERS) {
            cluster.child(space, "default").served(space, "web", origin(space + "/web"));
            whoByHost.put(space + "--web.localhost", space + "/web");
        }
        gateway = new GatewayProcess(
                folder, cluster, List.of("-Xmx256m"), "--offshoot.relay.max-requests-per-space=" + LIMIT);
        neighbours = new Neighbours(gateway.port(), whoByHost);
        neighbours.ask(REQUESTS_EACH); // until the JVM is warm
    }

    private Origin origin(String who) {
        return origins.computeIfAbsent(who, Origin::new);
    }

    @AfterEach
    void end() throws IOException {
        over = true;
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    @AfterAll
    void stop() throws IOException {
        gateway.close();
        hostile.close();
        origins.values().forEach(Origin::close);
    }

    @Test
    void aFlood() throws Exception {
        int before = hostile.requests();
        othersNoticeNothing("flood", 16, this::flood, () -> hostile.requests() - before > 500);
    }

    private void flood() throws IOException {
        try (KeptConnection connection = new KeptConnection(gateway.port())) {
            while (!over) {
                connection.ask(Ask.get(HOSTILE).http1());
            }
        }
    }

    @Test
    void anOverrideThatNeverAnswers() throws Exception {
        othersNoticeNothing("hang", LIMIT + 100, this::hang, () -> refused.get() > 0);
    }

    private void hang() throws IOException {
        Socket socket = connect();
        socket.getOutputStream().write(Ask.get(HOSTILE, "/hang").http1().getBytes(ISO_8859_1));
        if (new String(socket.getInputStream().readNBytes(12), ISO_8859_1).equals("HTTP/1.1 429")) {
            refused.incrementAndGet();
        }
        while (!over && socket.getInputStream().read() >= 0) {}
    }

    @Test
    void rapidResets() throws Exception {
        AtomicInteger resets = new AtomicInteger();
        othersNoticeNothing("resets", 4, () -> reset(resets), () -> resets.get() > 500);
    }

    private void reset(AtomicInteger resets) {
        try (Http2Client client = new Http2Client(gateway.port(), null)) {
            while (!over && client.isOpen()) {
                client.begin(Ask.get(HOSTILE, "/hang").http2("http"), true)
                        .channel()
                        .close();
                resets.incrementAndGet();
            }
        }
    }

    @Test
    void garbageFromClientsAndFromTheOverride() throws Exception {
        Random random = new Random(5);
        AtomicInteger sent = new AtomicInteger();
        othersNoticeNothing("garbage", 8, () -> garbage(random, sent), () -> sent.get() > 100);
    }

    private void garbage(Random random, AtomicInteger sent) throws IOException {
        byte[] bytes = new byte[500];
        random.nextBytes(bytes);
        try (Socket socket = connect()) {
            if (random.nextBoolean()) {
                socket.getOutputStream().write(("GET / HTTP/1.1\r\nHost: " + HOSTILE + "\r\n").getBytes(ISO_8859_1));
            }
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        } finally {
            sent.incrementAndGet();
        }
        assertThat(Ask.get(HOSTILE, "/garbage").to(gateway.port()).who())
                .isIn("502 upstream-broke", "429 too-many-requests");
    }

    @Test
    void fiveHundredSlowConnections() throws Exception {
        AtomicInteger open = new AtomicInteger();
        othersNoticeNothing("500 slow connections", 500, () -> trickle(open), () -> open.get() >= 500);
    }

    /** A head, byte by byte. */
    private void trickle(AtomicInteger open) throws IOException {
        Socket socket = connect();
        open.incrementAndGet();
        for (byte next : Ask.get(HOSTILE).header("x", "y".repeat(5_000)).http1().getBytes(ISO_8859_1)) {
            socket.getOutputStream().write(next);
            pause();
            if (over) {
                return;
            }
        }
    }

    @Test
    void fiftyLargeAnswersThatNobodyReads() throws Exception {
        AtomicInteger begun = new AtomicInteger();
        othersNoticeNothing("50 large answers", 50, () -> askAndNeverRead(begun), () -> begun.get() >= 50);
    }

    private void askAndNeverRead(AtomicInteger begun) throws IOException {
        Socket socket = connect();
        socket.getOutputStream().write(Ask.get(HOSTILE, "/large").http1().getBytes(ISO_8859_1));
        socket.getInputStream().readNBytes(12);
        begun.incrementAndGet();
        while (!over) {
            pause();
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
        sockets.add(socket);
        return socket;
    }

    private static void pause() {
        java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }

    /** @param inForce whether the attack has really come */
    private void othersNoticeNothing(
            String name, int attackers, Attack attack, java.util.concurrent.Callable<Boolean> inForce)
            throws Exception {
        Neighbours.Figures calm = neighbours.ask(REQUESTS_EACH);
        assertThat(calm.errors()).isEmpty();
        over = false;
        List<AssertionError> wrong = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < attackers; i++) {
                threads.submit(() -> repeat(attack, wrong));
            }
            await().atMost(Duration.ofSeconds(60)).until(inForce);
            Neighbours.Figures under = neighbours.ask(REQUESTS_EACH);
            end();
            System.out.printf(
                    "[isolation] %s: %d requests of nine other spaces, %d errors; 99th percentile %.1f ms, calm %.1f ms, ratio %.1f;"
                            + " median %.1f ms, calm %.1f ms%n",
                    name,
                    under.requests(),
                    under.errors().size(),
                    under.p99Micros() / 1e3,
                    calm.p99Micros() / 1e3,
                    (double) under.p99Micros() / calm.p99Micros(),
                    under.medianMicros() / 1e3,
                    calm.medianMicros() / 1e3);
            assertThat(under.errors()).isEmpty();
        } finally {
            end();
        }
        assertThat(wrong).isEmpty();
        assertThat(gateway.isAlive()).isTrue();
        assertThat(gateway.log()).doesNotContain("OutOfMemory", "A request failed");
    }

    private void repeat(Attack attack, List<AssertionError> wrong) {
        while (!over) {
            try {
                attack.run();
            } catch (IOException refusedOrEnded) {
                pause();
            } catch (AssertionError e) {
                if (!over) {
                    synchronized (wrong) {
                        wrong.add(e);
                    }
                }
            } catch (RuntimeException e) {
                pause();
            }
        }
    }
}
