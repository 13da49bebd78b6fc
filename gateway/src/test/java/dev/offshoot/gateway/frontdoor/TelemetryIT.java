package dev.offshoot.gateway.frontdoor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What an OpenTelemetry collector gets (OTLP over HTTP): spans that the next hop's are children of, and metrics. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TelemetryIT {
    private final Origin shared = new Origin("default");
    private final Origin alices = new Origin("alice");

    /** What came, by path; one byte per char. */
    private final Map<String, String> collected = new ConcurrentHashMap<>();

    private HttpServer collector;
    private FrontDoor gateway;

    @BeforeAll
    void start() throws IOException {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        collector.createContext("/", exchange -> {
            InputStream in = exchange.getRequestBody();
            boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("content-encoding"));
            String body = new String((zipped ? new GZIPInputStream(in) : in).readAllBytes(), ISO_8859_1);
            collected.merge(exchange.getRequestURI().getPath(), body, String::concat);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        String base = "http://127.0.0.1:" + collector.getAddress().getPort();
        gateway = FrontDoor.open(
                new ClusterObjects()
                        .root("default")
                        .child("alice", "default")
                        .served("default", "api", shared, "expose=true")
                        .served("alice", "api", alices),
                "--offshoot.traces-endpoint=" + base + "/v1/traces",
                "--management.otlp.metrics.export.enabled=true",
                "--management.otlp.metrics.export.url=" + base + "/v1/metrics",
                "--management.otlp.metrics.export.step=1s");
    }

    @AfterAll
    void stop() {
        gateway.close();
        shared.close();
        alices.close();
        collector.stop(0);
    }

    private static String bytes(String hex) {
        return new String(HexFormat.of().parseHex(hex), ISO_8859_1);
    }

    private void awaitSpan(String traceId, String spanId) {
        await("a span " + spanId + " of trace " + traceId)
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    String spans = collected.getOrDefault("/v1/traces", "");
                    return spans.contains(bytes(traceId)) && spans.contains(bytes(spanId));
                });
    }

    @Test
    void aTraceThatTheGatewayBeginsBeginsWithItsSpan() {
        String[] written = gateway.ask(Ask.get("alice--api.localhost", "/begun?token=secret"))
                .seen()
                .header("traceparent")
                .split("-");

        awaitSpan(written[1], written[2]);
        assertThat(collected.get("/v1/traces"))
                .contains("offshoot-gateway", "offshoot.space", "alice/api", "/begun")
                .doesNotContain("secret");
    }

    @Test
    void inACallersTraceTheNextHopIsAChildOfTheGatewaysSpan() {
        String trace = "7bf92f3577b34da6a3ce929d0e0e4736";
        String caller = "00f067aa0ba902b7";

        Origin.Seen seen = gateway.ask(Ask.get("alice--api.localhost")
                        .lines("traceparent: 00-" + trace + "-" + caller + "-01", "tracestate: v=1"))
                .seen();

        String[] written = seen.header("traceparent").split("-");
        assertThat(written[1]).isEqualTo(trace);
        assertThat(written[2]).isNotEqualTo(caller);
        assertThat(seen.header("tracestate")).isEqualTo("offshoot=alice,v=1");
        awaitSpan(trace, written[2]);
        assertThat(collected.get("/v1/traces")).as("the span's parent").contains(bytes(caller));
    }

    @Test
    void whatIsNotSampledAndTheBaselineStayAsTheyAre() {
        String unsampled = "00-8bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";
        String sampled = "00-9bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

        assertThat(gateway.ask(Ask.get("alice--api.localhost").header("traceparent", unsampled))
                        .seen()
                        .header("traceparent"))
                .isEqualTo(unsampled);
        assertThat(gateway.ask(Ask.get("api.localhost").header("traceparent", sampled))
                        .seen()
                        .header("traceparent"))
                .isEqualTo(sampled);
    }

    @Test
    void metricsAreSentTooWhereAnOperatorSaysWhereTo() {
        gateway.ask(Ask.get("api.localhost"));

        await().atMost(Duration.ofSeconds(30))
                .until(() -> collected.getOrDefault("/v1/metrics", "").contains("offshoot.requests"));
    }
}
