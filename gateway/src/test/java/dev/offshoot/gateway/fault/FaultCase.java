package dev.offshoot.gateway.fault;

import dev.offshoot.gateway.fault.Fault.Kind;
import dev.offshoot.gateway.fault.Fault.Point;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One request that meets one fault.
 *
 * @param kept whether its upstream connection has carried a request before
 */
record FaultCase(boolean http2, Fault fault, Request request, boolean kept) {
    /** Requests by what may be done with them: none but those that are idempotent and have no body may be sent twice. */
    enum Request {
        GET("GET", false),
        PUT("PUT", false),
        POST("POST", false),
        PUT_BODY("PUT", true),
        POST_BODY("POST", true);

        final String method;
        final boolean hasBody;

        Request(String method, boolean hasBody) {
            this.method = method;
            this.hasBody = hasBody;
        }

        /** RFC 9110, 9.2.2; and the gateway keeps no bodies to send them again. */
        boolean isRepeatable() {
            return this == GET || this == PUT;
        }
    }

    /** What a client may see. */
    enum Outcome {
        /** The application's answer, whole. */
        ANSWER,
        /** 502 {@code upstream-broke}. */
        BROKE,
        /** 503 {@code upstream-unreachable}. */
        UNREACHABLE,
        /** 504 {@code upstream-timeout}. */
        TIMEOUT,
        /** The application's status, and less of the body than was said. */
        CUT
    }

    static List<FaultCase> all() {
        List<FaultCase> all = new ArrayList<>();
        for (boolean http2 : new boolean[] {false, true}) {
            for (Point point : EnumSet.range(Point.ACCEPTED, Point.ANSWER_BODY)) {
                for (Kind kind : Kind.values()) {
                    for (Request request : Request.values()) {
                        for (boolean kept : new boolean[] {false, true}) {
                            FaultCase each = new FaultCase(http2, new Fault(point, kind), request, kept);
                            if (each.exists()) {
                                all.add(each);
                            }
                        }
                    }
                }
            }
        }
        return all;
    }

    private boolean exists() {
        boolean silentAnswer = fault.kind() == Kind.HALF_OPEN
                && (fault.point() == Point.ANSWER_HEAD || fault.point() == Point.ANSWER_BODY); // is never timed
        return !silentAnswer
                && !(fault.point() == Point.ACCEPTED && kept)
                && !(fault.point() == Point.REQUEST_BODY && !request.hasBody);
    }

    /** What the client may see of it. */
    Set<Outcome> expected() {
        if (fault.kind() == Kind.LATENCY) {
            return EnumSet.of(Outcome.ANSWER);
        }
        return switch (fault.point()) {
            case ACCEPTED -> whereNothingWasRead();
            case REQUEST_HEAD, REQUEST_BODY, ANSWER_BEGUN -> {
                if (fault.kind() == Kind.HALF_OPEN) {
                    yield EnumSet.of(Outcome.TIMEOUT);
                }
                yield EnumSet.of(kept && request.isRepeatable() ? Outcome.ANSWER : Outcome.BROKE);
            }
            case ANSWER_HEAD, ANSWER_BODY -> EnumSet.of(Outcome.CUT);
            case ANSWER_END, NEXT_REQUEST -> throw new IllegalStateException(fault.toString());
        };
    }

    /** Of HTTP/2, a connection is made when the peer's SETTINGS are there; a reset may come before TCP's is. */
    private Set<Outcome> whereNothingWasRead() {
        if (http2) {
            return EnumSet.of(Outcome.UNREACHABLE);
        }
        return switch (fault.kind()) {
            case HALF_OPEN -> EnumSet.of(Outcome.TIMEOUT);
            case RESET -> EnumSet.of(Outcome.BROKE, Outcome.UNREACHABLE);
            default -> EnumSet.of(Outcome.BROKE);
        };
    }

    /** How often the application may see it at most. */
    int most() {
        return request.isRepeatable() && kept ? 2 : 1;
    }

    @Override
    public String toString() {
        return "%s, %s, %s on a %s connection"
                .formatted(http2 ? "h2c" : "HTTP/1.1", fault, request, kept ? "kept" : "fresh");
    }
}
