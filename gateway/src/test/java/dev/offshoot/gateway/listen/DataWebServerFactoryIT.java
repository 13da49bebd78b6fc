package dev.offshoot.gateway.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.offshoot.gateway.GatewayApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

class DataWebServerFactoryIT {
    @TempDir
    private Path objects;

    private ConfigurableApplicationContext start(int port) throws IOException {
        Files.writeString(objects.resolve("root.yaml"), """
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: default
                  labels:
                    offshoot.dev/root: "true"
                """);
        return GatewayApplication.start(
                "--from", objects.toString(), "--port", String.valueOf(port), "--management-port", "0");
    }

    @Test
    void requestsAreServedOnTheUrlListenerAndHealthOnThePortOfManagement() throws IOException {
        try (ConfigurableApplicationContext context = start(0)) {
            int url = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
            int management = context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);

            assertThat(management).isNotEqualTo(url);
            assertThat(get(management, "/actuator/health"))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("\"status\":\"UP\"");
            assertThat(get(url, "/.well-known/offshoot/health")).startsWith("HTTP/1.1 200 ");
            assertThat(get(url, "/actuator/health")).startsWith("HTTP/1.1 404 ");
            assertThat(get(url, "/a|b[%zz"))
                    .startsWith("HTTP/1.1 404 ")
                    .containsIgnoringCase("\r\nx-offshoot-error: unknown-host\r\n");
        }
    }

    @Test
    void aTakenPortIsOneLineThatNamesItAndTheWayOut() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start(taken.getLocalPort()))
                    .hasMessageMatching("[^\\n]+")
                    .hasMessageContainingAll(
                            "127.0.0.1:" + taken.getLocalPort(), "in use", "choose another port with --port");
        }
    }

    private static String get(int port, String target) throws IOException {
        return Wire.exchange(port, "GET " + target + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    }
}
