package dev.offshoot.gateway.access;

import dev.offshoot.gateway.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** The line that says how a request went: a JSON object. Pure. */
final class AccessLine {
    private AccessLine() {}

    /**
     * @param status 0 where the client left before an answer
     * @param error the code of an error that the gateway made itself
     * @param length of the answer's body, where it was no upstream's
     */
    static String of(
            AccessRecord record, long nanos, int status, @Nullable String error, long length, AccessLog.End end) {
        JsonObject line = new JsonObject()
                .member("time", record.time.toString())
                .member("durationMicros", nanos / 1000)
                .member("arrival", record.arrival)
                .member("peer", record.peer)
                .member("protocol", record.protocol)
                .member("method", record.method)
                .member("host", record.host)
                .member("path", record.target);
        if (status != 0) {
            line.member("status", status);
        }
        return line.member("error", error)
                .member("end", end.label())
                .member("space", record.space)
                .member("source", record.source)
                .member("called", record.called)
                .member("service", record.service)
                .member("upstream", record.upstream)
                .member("bytesReceived", record.received)
                .member("bytesSent", record.sent < 0 ? length : record.sent)
                .member("traceId", record.trace)
                .end();
    }
}
