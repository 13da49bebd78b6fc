package dev.offshoot.cli.traffic;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A connection of which only the bytes are counted. On the event loop. */
final class PassingBytes {
    private final int port;
    private final String protocol;
    private final @Nullable String path;
    private final @Nullable String space;
    private final Instant time;
    private final long began = System.nanoTime();
    private long toProcess;
    private long fromProcess;

    PassingBytes(Clock clock, int port, String protocol, @Nullable String path, @Nullable String space) {
        this.port = port;
        this.protocol = protocol;
        this.path = path;
        this.space = space;
        this.time = clock.instant();
    }

    void toProcess(int bytes) {
        toProcess += bytes;
    }

    void fromProcess(int bytes) {
        fromProcess += bytes;
    }

    Seen.Connection ended() {
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        return new Seen.Connection(time, took, port, protocol, path, space, toProcess, fromProcess);
    }
}
