package dev.offshoot.gateway.frontdoor;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Counts the system calls of another process, in all its threads, with strace; Linux only. */
final class SystemCalls implements AutoCloseable {
    private static final Path STRACE = Path.of("/usr/bin/strace");
    private final Process strace;
    private final Path summary;

    private SystemCalls(long pid, Path summary) throws IOException {
        this.summary = summary;
        strace = new ProcessBuilder(STRACE.toString(), "-c", "-f", "-q", "-o", summary.toString(), "-p", "" + pid)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        await().atMost(Duration.ofSeconds(60)).until(() -> !strace.isAlive() || everyThreadIsTraced(pid));
        if (!strace.isAlive()) {
            throw new AssertionError(
                    "strace ended with " + strace.exitValue() + " (expected: it may trace " + pid + ")");
        }
    }

    /**
     * Begins to count; {@code summary} is a file for what strace says. Skips the calling test with one line where strace isn't
     * installed, or fails it where {@code OFFSHOOT_REQUIRE=all}.
     */
    static SystemCalls of(long pid, Path summary) throws IOException {
        boolean missing = !Files.isExecutable(STRACE);
        if (missing && "all".equals(System.getenv("OFFSHOOT_REQUIRE"))) {
            throw new AssertionError(STRACE + " isn't there (expected: it is, since OFFSHOOT_REQUIRE=all)");
        }
        assumeTrue(!missing, STRACE + " isn't there");
        return new SystemCalls(pid, summary);
    }

    /** Ends the counting and tells how many there were. */
    long counted() throws IOException, InterruptedException {
        strace.destroy(); // it lets the process go and writes its summary
        strace.waitFor();
        // % time, seconds, usecs/call, calls, errors where there are any, name
        String total = Files.readAllLines(summary).stream()
                .filter(line -> line.endsWith(" total"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no total in " + summary));
        return Long.parseLong(total.strip().split(" +")[3]);
    }

    private static boolean everyThreadIsTraced(long pid) {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return threads.allMatch(SystemCalls::isTraced);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isTraced(Path thread) {
        try {
            List<String> status = Files.readAllLines(thread.resolve("status"));
            return status.stream().noneMatch("TracerPid:\t0"::equals);
        } catch (IOException ended) {
            return true;
        }
    }

    @Override
    public void close() {
        strace.destroy();
    }
}
