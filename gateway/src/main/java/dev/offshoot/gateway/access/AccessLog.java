package dev.offshoot.gateway.access;

import dev.offshoot.gateway.StartupException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a line goes for each request that has ended, if the operator wants one. Event loops never wait for it: lines that the
 * destination doesn't take in time are left out and counted.
 */
public final class AccessLog implements AutoCloseable {
    /** How a request ended, seen from the client. */
    public enum End {
        COMPLETE,
        /** The answer broke off. */
        BROKEN,
        /** The client left. */
        CANCELLED;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final @Nullable LineWriter writer;
    private final Counter dropped;

    private AccessLog(@Nullable LineWriter writer, MeterRegistry meters) {
        this.writer = writer;
        dropped = Counter.builder("offshoot.access.dropped")
                .description("Lines of the access log that were left out because its destination was too slow")
                .register(meters);
    }

    /**
     * Opens what {@code offshoot.access-log} names: {@code off}, {@code stdout}, or a file.
     *
     * @throws StartupException if the file can't be written
     */
    public static AccessLog to(String destination, MeterRegistry meters) {
        return new AccessLog(destination.equals("off") ? null : LineWriter.open(destination), meters);
    }

    /** Whether anybody wants lines. */
    public boolean isOn() {
        return writer != null;
    }

    /**
     * @param status 0 where the client left before an answer
     * @param error the code of an error that the gateway made itself; null for all other answers
     * @param length of the answer's body, where it was no upstream's
     */
    public void write(AccessRecord record, int status, @Nullable String error, long length, End end) {
        if (writer == null) {
            return;
        }
        long nanos = System.nanoTime() - record.start;
        if (!writer.write(AccessLine.of(record, nanos, status, error, length, end))) {
            dropped.increment();
        }
    }

    /** Writes what waits. */
    @Override
    public void close() {
        if (writer != null) {
            writer.close();
        }
    }
}
