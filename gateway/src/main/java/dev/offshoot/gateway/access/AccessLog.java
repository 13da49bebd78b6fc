package dev.offshoot.gateway.access;

import dev.offshoot.gateway.StartupException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is said of each request that has ended, if the operator wants it: a line, and a span of its trace. Event loops never wait
 * for either: lines that the destination doesn't take in time are left out and counted.
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
    private final @Nullable SpanExport spans;
    private final Counter dropped;

    private AccessLog(@Nullable LineWriter writer, @Nullable SpanExport spans, MeterRegistry meters) {
        this.writer = writer;
        this.spans = spans;
        dropped = Counter.builder("offshoot.access.dropped")
                .description("Lines of the access log that were left out because its destination was too slow")
                .register(meters);
    }

    /**
     * Opens what {@code offshoot.access-log} names: {@code off}, {@code stdout}, or a file.
     *
     * @param spans where spans go; null for nowhere
     * @throws StartupException if the file can't be written
     */
    public static AccessLog to(String destination, @Nullable SpanExport spans, MeterRegistry meters) {
        return new AccessLog(destination.equals("off") ? null : LineWriter.open(destination), spans, meters);
    }

    /** Whether anybody wants to know. */
    public boolean isOn() {
        return writer != null || spans != null;
    }

    /**
     * @param status 0 where the client left before an answer
     * @param error the code of an error that the gateway made itself; null for all other answers
     * @param length of the answer's body, where it was no upstream's
     */
    public void write(AccessRecord record, int status, @Nullable String error, long length, End end) {
        long nanos = System.nanoTime() - record.start;
        if (spans != null && record.span != null) {
            spans.export(record, record.span, nanos, status, error, end);
        }
        if (writer != null && !writer.write(AccessLine.of(record, nanos, status, error, length, end))) {
            dropped.increment();
        }
    }

    /** Writes and sends what waits. */
    @Override
    public void close() {
        if (writer != null) {
            writer.close();
        }
        if (spans != null) {
            spans.close();
        }
    }
}
