package dev.offshoot.gateway.frontdoor;

import static dev.offshoot.gateway.frontdoor.FrontDoor.freePort;
import static org.awaitility.Awaitility.await;

import dev.offshoot.gateway.GatewayApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The gateway as a process of its own, so that its memory and files are its own; Linux only. */
final class GatewayProcess implements AutoCloseable {
    private final Path log;
    private final Process process;
    private final int port = freePort();
    private final int managementPort = freePort();

    /**
     * @param folder a new one, for objects and log
     * @param jvm options of the JVM
     */
    GatewayProcess(Path folder, ClusterObjects cluster, List<String> jvm, String... args) throws IOException {
        Path objects = Files.createDirectory(folder.resolve("objects"));
        cluster.writeTo(objects.resolve("objects.yaml"));
        log = folder.resolve("log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED"); // both as the launcher does
        if (Runtime.version().feature() >= 23) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(jvm);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                GatewayApplication.class.getName(),
                "--from=" + objects,
                "--port=" + port,
                "--management-port=" + managementPort));
        command.addAll(List.of(args));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        await().atMost(Duration.ofSeconds(90))
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(this::isReady);
    }

    private boolean isReady() {
        if (!process.isAlive()) {
            throw new AssertionError("ended: " + log());
        }
        return Ask.get("localhost", "/actuator/health/readiness")
                        .to(managementPort)
                        .status()
                == 200;
    }

    int port() {
        return port;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Resident memory, the JVM's own included. */
    long residentMegabytes() {
        try (Stream<String> status = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            String line =
                    status.filter(each -> each.startsWith("VmRSS:")).findFirst().orElseThrow();
            return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it has read and written so far, from and to sockets and files. */
    long bytesMoved() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/io"))) {
            return lines.filter(line -> line.startsWith("rchar:") || line.startsWith("wchar:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value of a metric without labels. */
    long metric(String name) {
        return Ask.get("localhost", "/actuator/prometheus")
                .to(managementPort)
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> (long) Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + ": none"));
    }

    /** Open files, sockets among them. */
    long openFiles() {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has its garbage collected, so that lost buffers show. */
    void collectGarbage() throws IOException, InterruptedException {
        new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
