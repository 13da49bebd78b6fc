package dev.offshoot.gateway.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offshoot.gateway.GatewayApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two gateways, processes of their own behind a switch of TCP connections that asks their health, restarted one after the other while
 * clients ask 200 times a second, on fresh and kept connections of HTTP/1.1 and HTTP/2, and hold WebSockets. {@code
 * -Doffshoot.rolls=20} restarts each twenty times instead of three.
 */
@Timeout(1800)
class RollingRestartIT {
    private static final int ROLLS = Integer.getInteger("offshoot.rolls", 3);
    private static final int TERMINATED = 143;
    private static final int CLIENTS_OF_A_KIND = 5;
    private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();
    private static final String GET = "GET / HTTP/1.1\r\nHost: web.localhost\r\n\r\n";

    @TempDir
    private Path folder;

    private final Origin web = new Origin("default/web");
    private final List<Integer> ports = List.of(FrontDoor.freePort(), FrontDoor.freePort());
    private final Process[] processes = new Process[2];
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final List<Thread> clients = new ArrayList<>();
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private volatile boolean over;

    @AfterEach
    void stop() throws InterruptedException {
        over = true;
        for (Thread client : clients) {
            client.join(30_000);
        }
        for (Process process : processes) {
            process.destroyForcibly();
        }
        web.close();
    }

    @Test
    void noRequestFailsAndWebSocketsAreToldThatTheGatewayGoes() throws Exception {
        Path objects = Files.createDirectories(folder.resolve("objects"));
        new ClusterObjects()
                .root("default")
                .served("default", "web", web, "expose=true")
                .writeTo(objects.resolve("all.yaml"));
        start(0);
        start(1);
        try (TcpSwitch front = new TcpSwitch(ports)) {
            await().atMost(Duration.ofSeconds(120)).until(() -> ports.stream().allMatch(front::isHealthy));
            begin(front.port());
            for (int roll = 0; roll < ROLLS; roll++) {
                for (int gateway = 0; gateway < 2; gateway++) {
                    restart(front, gateway);
                }
            }
            over = true;
            for (Thread client : clients) {
                client.join();
            }
        }
        System.out.printf(
                "[rolls] %d restarts of each gateway: %d requests answered, %d WebSockets ended with 1001, %d failures%n",
                ROLLS, answers.get(), ended.get(), failures.size());
        assertThat(failures).isEmpty();
        assertThat(ended.get()).isGreaterThanOrEqualTo(2 * ROLLS);
        assertThat(web.closes()).isNotEmpty().containsOnly(1001);
    }

    private void restart(TcpSwitch front, int gateway) throws Exception {
        int before = answers.get();
        processes[gateway].destroy();
        assertThat(processes[gateway].waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(processes[gateway].exitValue()).isEqualTo(TERMINATED);
        start(gateway);
        await().atMost(Duration.ofSeconds(120)).until(() -> front.isHealthy(ports.get(gateway)));
        await().atMost(Duration.ofSeconds(120)).until(() -> answers.get() > before + 100);
    }

    private void start(int gateway) throws IOException {
        processes[gateway] = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        GatewayApplication.class.getName(),
                        "--from=" + folder.resolve("objects"),
                        "--port=" + ports.get(gateway),
                        "--management-port=" + FrontDoor.freePort(),
                        "--offshoot.drain.settle=1s")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("gateway" + gateway + ".log").toFile()))
                .start();
    }

    private void begin(int port) {
        for (int i = 0; i < CLIENTS_OF_A_KIND; i++) {
            client(() -> fresh(port));
            client(() -> kept(port));
            client(() -> http2(port));
            client(() -> freshHttp2(port));
        }
        for (int i = 0; i < 4; i++) {
            client(() -> webSocket(port));
        }
    }

    private interface Client {
        void run() throws Exception;
    }

    private void client(Client client) {
        clients.add(Thread.ofVirtual().start(() -> {
            while (!over) {
                try {
                    client.run();
                } catch (Exception | AssertionError failed) {
                    failures.add(java.time.Instant.now() + " " + failed + " " + failed.getCause());
                }
            }
        }));
    }

    private void judge(Reply reply) {
        if (reply.status() == 200) {
            answers.incrementAndGet();
        } else {
            failures.add(reply.toString());
        }
        java.util.concurrent.locks.LockSupport.parkNanos(PAUSE_NANOS);
    }

    private void fresh(int port) {
        judge(Ask.get("web.localhost").to(port));
    }

    private void kept(int port) throws IOException {
        try (KeptConnection connection = new KeptConnection(port)) {
            Reply reply;
            do {
                reply = connection.ask(GET);
                judge(reply);
            } while (!over && reply.header("connection") == null);
        }
    }

    private void http2(int port) {
        try (Http2Client client = new Http2Client(port, null)) {
            do {
                judge(client.ask(Ask.get("web.localhost").http2("http"), ""));
            } while (!over && !client.goAway.isDone());
        }
    }

    private void freshHttp2(int port) {
        try (Http2Client client = new Http2Client(port, null)) {
            judge(client.ask(Ask.get("web.localhost").http2("http"), ""));
        }
    }

    /** Talks until a Close frame comes; whoever sends one ends the connection properly. */
    private void webSocket(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                WebSocketWire wire = WebSocketWire.open(socket, "web.localhost")) {
            socket.setSoTimeout(30_000);
            while (!over) {
                wire.say("ping");
                WebSocketWire.Frame frame = wire.frame();
                if (frame.opcode() == 8) {
                    if (frame.status() == 1001 && wire.hearsEnd()) {
                        ended.incrementAndGet();
                    } else {
                        failures.add("Close " + frame.status());
                    }
                    return;
                }
                java.util.concurrent.locks.LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
