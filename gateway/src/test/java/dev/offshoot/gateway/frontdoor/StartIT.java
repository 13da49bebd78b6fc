package dev.offshoot.gateway.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.gateway.GatewayApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as a process of its own that can't start, or needn't. */
@Timeout(60)
class StartIT {
    @TempDir
    private Path folder;

    private record Ended(int code, String out, String err) {}

    @Test
    void unparsableFileIsNamedWithItsLine() throws Exception {
        Path broken = Files.writeString(folder.resolve("broken.yaml"), "kind: Namespace\nmetadata:\n  name: [x\n");

        Ended ended = run("--from", folder.toString(), "--port", "0", "--management-port", "0");

        assertThat(ended.code).isEqualTo(2);
        assertThat(ended.err.lines().toList())
                .singleElement()
                .asString()
                .containsPattern("broken\\.yaml:[34]: ")
                .contains(broken.toString());
    }

    @Test
    void missingFolderIsNamed() throws Exception {
        Ended ended = run("--from", folder.resolve("nothing").toString(), "--port", "0", "--management-port", "0");

        assertThat(ended.code).isEqualTo(2);
        assertThat(ended.err.lines().toList())
                .singleElement()
                .asString()
                .contains(folder.resolve("nothing").toString());
    }

    @Test
    void takenPortIsNamedWithTheOptionThatChoosesAnother() throws Exception {
        try (ServerSocket taken = taken()) {
            String port = Integer.toString(taken.getLocalPort());
            Ended ended = run("--from", folder.toString(), "--port", port, "--management-port", "0");

            assertThat(ended.code).isEqualTo(2);
            assertThat(ended.err.lines().toList()).singleElement().asString().contains(":" + port, "--port");
        }
    }

    @Test
    void takenManagementPortIsNamedWithItsOption() throws Exception {
        try (ServerSocket taken = taken()) {
            String port = Integer.toString(taken.getLocalPort());
            Ended ended = run("--from", folder.toString(), "--port", "0", "--management-port", port);

            assertThat(ended.code).isEqualTo(2);
            assertThat(ended.err.lines().toList()).singleElement().asString().contains(port, "--management-port");
        }
    }

    @Test
    void anAccessLogThatCannotBeWrittenIsNamed() throws Exception {
        String file = folder.resolve("nowhere/access.log").toString();
        Ended ended = run(
                "--from",
                Files.createDirectory(folder.resolve("objects")).toString(),
                "--port",
                "0",
                "--management-port",
                "0",
                "--offshoot.access-log=" + file);

        assertThat(ended.code).isEqualTo(2);
        assertThat(ended.err.lines().toList()).singleElement().asString().contains(file, "stdout");
    }

    @Test
    void unknownOptionIsNamed() throws Exception {
        Ended ended = run("--from", folder.toString(), "--prot", "8080");

        assertThat(ended.code).isEqualTo(2);
        assertThat(ended.err).contains("--prot", "Usage: offshoot gateway");
    }

    @Test
    void helpIsNoMistake() throws Exception {
        Ended ended = run("--help");

        assertThat(ended.code).isZero();
        assertThat(ended.out).contains("Usage: offshoot gateway", "--from", "--management-port");
        assertThat(ended.err).isEmpty();
    }

    private static ServerSocket taken() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private Ended run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED", // as the launcher does
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                GatewayApplication.class.getName()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile("offshoot-out", ".txt");
        Path err = Files.createTempFile("offshoot-err", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS"); // the JVM would say that it took them
        Process process = builder.start();
        try {
            int code = process.waitFor();
            return new Ended(
                    code, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            process.destroyForcibly();
            Files.delete(out);
            Files.delete(err);
        }
    }
}
