package dev.offshoot.cli.traffic;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that passed, as a person is told of it. */
public sealed interface Seen {
    /**
     * A request and its answer, when the answer has ended or the request was given up.
     *
     * @param time when its head came
     * @param took until the end of its answer
     * @param port the Service's
     * @param protocol such as {@code HTTP/1.1}, {@code HTTP/2}, {@code gRPC}
     * @param path without the query, in which secrets stand
     * @param space the route context; null where the request carries none: the baseline's
     * @param status 0 where no answer came
     * @param grpcStatus of the answer's trailers or head; null where it has none
     * @param complete whether the answer came to its end
     */
    record Request(
            Instant time,
            Duration took,
            int port,
            String protocol,
            String method,
            String path,
            @Nullable String space,
            int status,
            @Nullable String grpcStatus,
            boolean complete)
            implements Seen {}

    /**
     * A connection without requests of its own, or the rest of one that changed to another protocol, when it has ended.
     *
     * @param time when it began
     * @param took from then to its end
     * @param port the Service's
     * @param protocol {@code TCP}, or what an HTTP/1.1 connection changed to, such as {@code websocket}
     * @param path of the request that changed it; null for none
     * @param space that request's; null for none
     * @param toProcess bytes to the local process
     * @param fromProcess bytes from it
     */
    record Connection(
            Instant time,
            Duration took,
            int port,
            String protocol,
            @Nullable String path,
            @Nullable String space,
            long toProcess,
            long fromProcess)
            implements Seen {}

    /** Further ones that came faster than they could be shown. */
    record Unshown(long count) implements Seen {}
}
