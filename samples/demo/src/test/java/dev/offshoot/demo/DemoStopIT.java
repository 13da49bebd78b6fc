package dev.offshoot.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the demo ends, and what it leaves: nothing. */
@Timeout(120)
class DemoStopIT {
    @Test
    void aStopFreesThePortsAndRemovesTheFolderWhileAPageIsOpen() throws Exception {
        try (RunningDemo demo = RunningDemo.start()) {
            assertThat(demo.folder).isDirectory();
            HttpResponse<InputStream> news = RunningDemo.CLIENT.send(
                    demo.request("joint.s.shop.localhost", "/events").build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            assertThat(news.body().read())
                    .as("the stream that a page listens to")
                    .isPositive();
            // SIGTERM; Ctrl-C takes the same way, but a background job of a shell may have SIGINT ignored.
            demo.process.toHandle().destroy(); // Process.destroy would close what is read here, too

            assertThat(demo.process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(demo.process.exitValue()).isEqualTo(128 + 15);
            assertThat(demo.folder).doesNotExist();
            assertThat(demo.saidLater()).doesNotContain("WARN", "ERROR", "Exception");
            for (int port : new int[] {demo.port, demo.managementPort}) {
                assertThat(canBeTaken(port)).as("port " + port).isTrue();
            }
        }
    }

    @Test
    void aTakenPortIsNamedInOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process process =
                    new ProcessBuilder(RunningDemo.command("--port", String.valueOf(taken.getLocalPort()))).start();

            assertThat(process.errorReader().lines().toList())
                    .containsExactly("offshoot demo: port " + taken.getLocalPort()
                            + " is taken (expected: a free port; choose another with --port)");
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(2);
        }
    }

    private static boolean canBeTaken(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
