package dev.offshoot.routing.context;

import static dev.offshoot.routing.context.ContextHeaders.TRACEPARENT;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's own span in a request's trace, whose id the next hop has as its parent (W3C Trace Context).
 *
 * @param traceId 32 hex digits
 * @param spanId 16 hex digits
 * @param parentId the caller's span; null where the trace begins here
 */
public record TraceSpan(
        String traceId, String spanId, @Nullable String parentId) {
    /**
     * The span that {@code edits} of {@code request} tell the next hop of; null where they leave its trace as it is, or the trace
     * isn't sampled.
     */
    public static @Nullable TraceSpan of(RequestView request, List<HeaderEdit> edits) {
        for (HeaderEdit edit : edits) {
            String written = edit.value();
            if (edit.name().equals(TRACEPARENT) && written != null && TraceParent.isSampled(written)) {
                String trace = TraceParent.traceId(written);
                String caller = TraceParent.valid(request);
                return new TraceSpan(
                        trace,
                        TraceParent.parentId(written),
                        caller != null && TraceParent.traceId(caller).equals(trace)
                                ? TraceParent.parentId(caller)
                                : null);
            }
        }
        return null;
    }
}
