package dev.offshoot.gateway.frontdoor;

import static dev.offshoot.gateway.frontdoor.FrontDoor.freePort;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offshoot.gateway.GatewayApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as a process that gets SIGTERM while an EndpointSlice lists it. */
@Timeout(120)
class TerminationIT {
    private static final int TERMINATED = 143;

    @TempDir
    private Path folder;

    private final Origin web = new Origin("default/web");
    private final int port = freePort();
    private final int management = freePort();
    private Process process;

    @AfterEach
    void end() {
        process.destroyForcibly();
        web.close();
    }

    @Test
    void itServesOnUntilNothingListsItThenEnds() throws Exception {
        start();
        process.destroy();
        awaitReadiness(503);
        assertThat(Ask.get("web").to(port).who()).isEqualTo("default/web");

        objects().writeTo(folder.resolve("objects.yaml"));

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(TERMINATED);
    }

    @Test
    void aSecondSignalEndsItAtOnce() throws Exception {
        start();
        process.destroy();
        awaitReadiness(503);
        assertThat(process.isAlive()).isTrue();

        process.destroy();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(TERMINATED);
    }

    @Test
    void theLimitEndsTheWaitWhereNobodyTakesItOffTheSlice() throws Exception {
        start("--offshoot.drain.limit=1s");
        process.destroy();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(TERMINATED);
        assertThat(Files.readString(folder.resolve("../" + folder.getFileName() + ".log")))
                .contains("still list [127.0.0.1]");
    }

    private ClusterObjects objects() {
        return new ClusterObjects().root("default").served("default", "web", web);
    }

    private void start(String... more) throws IOException {
        objects().listener("default", "web", "http", port).writeTo(folder.resolve("objects.yaml"));
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED", // as the launcher does
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                GatewayApplication.class.getName(),
                "--from=" + folder,
                "--port=0",
                "--management-port=" + management,
                "--offshoot.drain.settle=100ms"));
        command.addAll(List.of(more));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("../" + folder.getFileName() + ".log")
                        .normalize()
                        .toFile())
                .start();
        awaitReadiness(200);
        await().until(() -> isOpen(port));
    }

    private void awaitReadiness(int status) {
        await().atMost(Duration.ofSeconds(60))
                .ignoreException(UncheckedIOException.class)
                .until(() -> Ask.get("localhost", "/actuator/health/readiness")
                                .to(management)
                                .status()
                        == status);
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }
}
