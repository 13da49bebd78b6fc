package dev.offshoot.cli.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SeenTextTest {
    private static final Instant TIME = Instant.parse("2026-03-01T12:00:01.250Z");
    private static final Seen GRPC = new Seen.Request(
            TIME, Duration.ofMillis(12), 9090, "gRPC", "POST", "/shop.Orders/Get", "alice", 200, "5", true);
    private static final Seen UNANSWERED =
            new Seen.Request(TIME, Duration.ofSeconds(61), 80, "HTTP/1.1", "GET", "/cart", null, 0, null, false);
    private static final Seen CONNECTION =
            new Seen.Connection(TIME, Duration.ofMillis(3), 5432, "TCP", null, null, 17, 4);

    @Test
    void aLineIsForAPerson() {
        SeenText plain = new SeenText(ZoneOffset.UTC, false);
        assertThat(plain.line(GRPC))
                .isEqualTo("12:00:01.250  200      12 ms  alice  POST /shop.Orders/Get  grpc-status 5");
        assertThat(plain.line(UNANSWERED)).isEqualTo("12:00:01.250  ---   61000 ms  -  GET /cart  no answer");
        assertThat(plain.line(CONNECTION)).isEqualTo("12:00:01.250  TCP       3 ms  -  port 5432  17 bytes in, 4 out");
        assertThat(new SeenText(ZoneOffset.UTC, true).line(GRPC)).contains("\u001b[31m200\u001b[0m");
    }

    @Test
    void anObjectIsForAProgram() {
        assertThat(Serialization.asJson(SeenText.members(GRPC)))
                .isEqualTo("{\"kind\":\"request\",\"time\":\"2026-03-01T12:00:01.250Z\",\"durationMicros\":12000,"
                        + "\"port\":9090,\"protocol\":\"gRPC\",\"method\":\"POST\",\"path\":\"/shop.Orders/Get\","
                        + "\"status\":200,\"grpcStatus\":\"5\",\"space\":\"alice\",\"complete\":true}");
        assertThat(SeenText.members(UNANSWERED)).doesNotContainKeys("status", "grpcStatus", "space");
        assertThat(SeenText.members(CONNECTION))
                .containsEntry("bytesReceived", 17L)
                .containsEntry("bytesSent", 4L);
    }
}
