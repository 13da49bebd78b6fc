package dev.offshoot.routing.decision;

import java.util.Locale;

/**
 * Why the gateway answers a request itself: the stable code of {@code x-offshoot-error} and of the problem document, with its
 * HTTP status and the gRPC status it becomes (the mapping of gRPC's own HTTP-to-status table where that has one).
 */
public enum ErrorCode {
    /** A request that HTTP itself forbids. */
    BAD_REQUEST(400, 3),
    /** An {@code x-offshoot-space} that is no DNS label, or two different ones. */
    BAD_CONTEXT(400, 3),
    /** The owner of the local process that calls may not call the Service that would answer. */
    FORBIDDEN(403, 7),
    UNKNOWN_HOST(404, 12),
    UNKNOWN_SPACE(404, 12),
    UNKNOWN_SERVICE(404, 12),
    /** A host that can be read as two different spaces'. */
    AMBIGUOUS_HOST(404, 12),
    /** A known space, but one that this host doesn't serve: another root's, or one without the exposed Service. */
    SPACE_NOT_SERVED(404, 12),
    /** A host exposed only in child spaces, called without a space's prefix. */
    SPACE_NEEDED(404, 12),
    METHOD_NOT_ALLOWED(405, 12),
    REQUEST_TIMEOUT(408, 4),
    BODY_TOO_LARGE(413, 8),
    TOO_MANY_REQUESTS(429, 8),
    HEADERS_TOO_LARGE(431, 8),
    /** The gateway itself failed. */
    INTERNAL(500, 13),
    /** The endpoint closed or broke the connection, or didn't speak HTTP. */
    UPSTREAM_BROKE(502, 14),
    /** No connection to the endpoint could be made. */
    UPSTREAM_UNREACHABLE(503, 14),
    /** The space's own definition is broken: see problems. */
    SPACE_BROKEN(503, 14),
    /** The answering Service has no port that fits the called one. */
    PORT_MISMATCH(503, 14),
    /** The answering Service has no endpoint that takes requests. */
    NO_ENDPOINTS(503, 14),
    /** The answering Service is headless or an ExternalName. */
    UNSUPPORTED_SERVICE(503, 14),
    /** The gateway doesn't know the cluster yet, or is stopping. */
    NOT_READY(503, 14),
    UPSTREAM_TIMEOUT(504, 4),
    /** The request passed gateways more often than the hop limit allows. */
    LOOP(508, 9);

    private final int status;
    private final int grpcStatus;

    ErrorCode(int status, int grpcStatus) {
        this.status = status;
        this.grpcStatus = grpcStatus;
    }

    /** The code as users see it, such as {@code unknown-space}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** gRPC status number. */
    public int grpcStatus() {
        return grpcStatus;
    }
}
