package dev.offshoot.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the demo ends, and what it leaves: nothing. */
@Timeout(120)
class DemoStopIT {
    @Test
    void aStopFreesThePortsAndRemovesTheFolder() throws Exception {
        try (RunningDemo demo = RunningDemo.start()) {
            assertThat(demo.folder).isDirectory();
            // SIGTERM; Ctrl-C takes the same way, but a background job of a shell may have SIGINT ignored.
            demo.process.destroy();

            assertThat(demo.process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(demo.process.exitValue()).isEqualTo(128 + 15);
            assertThat(demo.folder).doesNotExist();
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
