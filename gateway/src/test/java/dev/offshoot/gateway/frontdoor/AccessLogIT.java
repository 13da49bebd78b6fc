package dev.offshoot.gateway.frontdoor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Each request leaves one line, whoever answered it and however it ended. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessLogIT {
    @TempDir
    static Path folder;

    private final Origin shared = new Origin("default");
    private final Origin alices = new Origin("alice");
    private final int listener = FrontDoor.freePort();
    private ServerSocket silent;
    private FrontDoor gateway;
    private Path log;

    @BeforeAll
    void start() throws IOException {
        log = folder.resolve("access.log");
        silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        ClusterObjects cluster = new ClusterObjects()
                .root("default")
                .child("alice", "default")
                .served("default", "api", shared, "expose=true")
                .served("alice", "api", alices)
                .listener("default", "api", "http", listener);
        cluster.service("default", "silent", "expose=true").port("http", 80).endpoints("http", silent.getLocalPort());
        gateway = FrontDoor.open(cluster, "--offshoot.access-log=" + log);
    }

    @AfterAll
    void stop() throws IOException {
        gateway.close();
        shared.close();
        alices.close();
        silent.close();
    }

    /** The line of the request with this path. */
    private Map<String, Object> line(String path) {
        return await("a line of " + path)
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> Files.readAllLines(log).stream()
                                .map(line -> JsonMapper.shared()
                                        .readValue(line, new TypeReference<Map<String, Object>>() {}))
                                .filter(line -> path.equals(line.get("path")))
                                .toList(),
                        lines -> !lines.isEmpty())
                .getFirst();
    }

    @Test
    void aRoutedRequestSaysWhoAnsweredForWhomAndWhatItCost() {
        Reply reply = gateway.ask(Ask.method("POST", "alice--api.localhost", "/orders/1?token=secret")
                .body("hello"));

        Map<String, Object> line = line("/orders/1");
        assertThat(line)
                .containsEntry("arrival", "url")
                .containsEntry("method", "POST")
                .containsEntry("protocol", "HTTP/1.1")
                .containsEntry("host", "alice--api.localhost")
                .containsEntry("status", 200)
                .containsEntry("end", "complete")
                .containsEntry("space", "alice")
                .containsEntry("source", "url_prefix")
                .containsEntry("called", "default/api")
                .containsEntry("service", "alice/api")
                .containsEntry("upstream", "127.0.0.1:" + alices.port())
                .containsEntry("bytesReceived", 5)
                .containsEntry("bytesSent", reply.body().length())
                .containsEntry("traceId", reply.seen().header("traceparent").substring(3, 35))
                .doesNotContainKey("error");
        assertThat((String) line.get("peer")).startsWith("127.0.0.1:");
        assertThat((int) line.get("durationMicros")).isPositive();
        assertThat((String) line.get("time")).matches("20\\d\\d-.*T.*Z");
        assertThat(line.toString()).as("a query may hold secrets").doesNotContain("secret");
    }

    @Test
    void anInterceptedRequestIsTheBaselinesWithoutATrace() {
        Ask.get("api", "/intercepted").to(listener);

        assertThat(line("/intercepted"))
                .containsEntry("arrival", "intercepted")
                .containsEntry("space", "default")
                .containsEntry("source", "called_service")
                .containsEntry("service", "default/api")
                .doesNotContainKey("traceId");
    }

    @Test
    void whatTheGatewayAnswersItselfHasItsCode() {
        Reply unknown = gateway.ask(Ask.get("alcie--api.localhost", "/unknown"));
        gateway.ask(Ask.method("TRACE", "alice--api.localhost", "/refused"));

        assertThat(line("/unknown"))
                .containsEntry("status", 404)
                .containsEntry("error", "unknown-space")
                .containsEntry("bytesSent", unknown.body().length())
                .doesNotContainKey("upstream");
        assertThat(line("/refused")).containsEntry("status", 405).containsEntry("error", "method-not-allowed");
    }

    @Test
    void aClientThatLeavesBeforeTheAnswerHasNoStatus() throws IOException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            client.getOutputStream().write("GET /left HTTP/1.1\r\nHost: silent.localhost\r\n\r\n".getBytes(ISO_8859_1));
            silent.accept().getInputStream().read();
            client.setSoLinger(true, 0); // a mere FIN could be of one that waits for its answer
        }

        assertThat(line("/left"))
                .containsEntry("end", "cancelled")
                .containsEntry("service", "default/silent")
                .doesNotContainKey("status");
    }

    @Test
    void anAnswerThatBreaksOffSaysSo() throws Exception {
        Thread broken = Thread.ofVirtual().start(() -> {
            try (Socket from = silent.accept()) {
                from.getInputStream().read();
                from.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".getBytes(ISO_8859_1));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            client.getOutputStream().write("GET /half HTTP/1.1\r\nHost: silent.localhost\r\n\r\n".getBytes(ISO_8859_1));
            client.setSoTimeout(20_000);
            try {
                client.getInputStream().readAllBytes();
            } catch (IOException reset) {
                assertThat(reset).hasMessageContaining("reset");
            }
        }
        broken.join();

        assertThat(line("/half"))
                .containsEntry("end", "broken")
                .containsEntry("status", 200)
                .containsEntry("bytesSent", 4);
    }

    @Test
    void anUpgradedConnectionCountsBothWays() throws Exception {
        Thread echo = Thread.ofVirtual().start(() -> {
            try (Socket from = silent.accept()) {
                byte[] head = new byte[10];
                from.getInputStream().readNBytes(head, 0, head.length);
                from.getOutputStream()
                        .write("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nsix..."
                                .getBytes(ISO_8859_1));
                from.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            client.setSoTimeout(20_000);
            client.getOutputStream()
                    .write("GET /up HTTP/1.1\r\nHost: silent.localhost\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"
                            .getBytes(ISO_8859_1));
            StringBuilder seen = new StringBuilder();
            while (seen.indexOf("six...") < 0) {
                seen.append((char) client.getInputStream().read());
            }
            client.getOutputStream().write("four".getBytes(ISO_8859_1));
        }
        echo.join();

        assertThat(line("/up"))
                .containsEntry("status", 101)
                .containsEntry("bytesReceived", 4)
                .containsEntry("bytesSent", 6);
    }

    @Test
    void nothingIsLeftOutAtThisPace() {
        assertThat(Ask.get("management", "/actuator/prometheus")
                        .to(gateway.managementPort())
                        .text())
                .contains("offshoot_access_dropped_total 0.0");
    }
}
