package dev.offshoot.cli.traffic;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A request that has come, until its answer has ended. On the event loop. */
final class Exchange {
    private static final int MOST_PATH = 200;

    private final Clock clock;
    private final int port;
    private final String protocol;
    private final String method;
    private final String path;
    private final @Nullable String space;
    private final Instant time;
    private final long began = System.nanoTime();
    private int status;
    private @Nullable String grpcStatus;

    Exchange(Clock clock, int port, String protocol, String method, String target, @Nullable CharSequence space) {
        this.clock = clock;
        this.port = port;
        this.protocol = protocol;
        this.method = printable(method);
        this.path = path(target);
        this.space = space == null ? null : printable(space.toString());
        this.time = clock.instant();
    }

    private static String path(String target) {
        int query = target.indexOf('?');
        return printable(query < 0 ? target : target.substring(0, query));
    }

    /** What comes from outside must not steer a terminal. */
    private static String printable(String text) {
        String cut = text.length() <= MOST_PATH ? text : text.substring(0, MOST_PATH) + "...";
        StringBuilder shown = new StringBuilder(cut.length());
        cut.chars().forEach(c -> shown.append(c > 0x20 && c < 0x7f ? (char) c : '?'));
        return shown.toString();
    }

    String method() {
        return method;
    }

    /** The answer's head, or a further one: the last counts. */
    void answered(int status) {
        this.status = status;
    }

    void grpcStatus(@Nullable CharSequence status) {
        if (status != null) {
            grpcStatus = printable(status.toString());
        }
    }

    Seen.Request ended(boolean complete) {
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        return new Seen.Request(time, took, port, protocol, method, path, space, status, grpcStatus, complete);
    }

    /** From here on the connection is another protocol's. */
    PassingBytes changed(String to) {
        return new PassingBytes(clock, port, printable(to), path, space);
    }
}
