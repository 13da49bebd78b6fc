package dev.offshoot.routing.context;

import static dev.offshoot.routing.context.ContextHeaders.BAGGAGE;
import static dev.offshoot.routing.context.ContextHeaders.SPACE;
import static dev.offshoot.routing.context.ContextHeaders.TRACEPARENT;
import static dev.offshoot.routing.context.ContextHeaders.TRACESTATE;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the outgoing request's headers must become so that the next hop reads the context that was decided. Whatever of ours
 * the request brought, trusted or not, is overwritten or removed; a header that isn't named stays as it is. Configured
 * alias headers are the applications' own and stay too.
 *
 * <p>A trace id whose tag names a space is ours as well: where it names another space than the context, the trace is begun
 * anew (W3C Trace Context, "Mutating the traceparent Field"), else an application that forwards nothing but
 * {@code traceparent} would lead the request into that other space.
 *
 * <p>The edits are to be applied after hop-by-hop headers were removed, so that a client can't take the space off with
 * {@code Connection}.
 */
public final class CarrierWriter {
    private CarrierWriter() {}

    /**
     * The edits for a request whose context is a child space.
     *
     * @param sampled whether a trace that begins here has the sampled flag
     * @param spans whether the gateway reports a span of its own for requests of sampled traces, which the next hop's is then a child of
     * @param random 64 random bits at each call
     */
    public static List<HeaderEdit> child(
            RequestView request,
            String space,
            KnownSpaces spaces,
            boolean sampled,
            boolean spans,
            LongSupplier random) {
        List<HeaderEdit> edits = new ArrayList<>(4);
        edits.add(HeaderEdit.set(SPACE, space));
        addIfAny(edits, Baggage.edit(request, space));
        String trace = TraceParent.valid(request);
        if (trace == null || isOfAnotherSpace(trace, space, spaces)) {
            edits.add(HeaderEdit.set(TRACEPARENT, TraceParent.begun(spaces.traceTagOf(space), sampled, random)));
            edits.add(TraceState.begun(request, space));
        } else if (spans && TraceParent.isSampled(trace)) {
            edits.add(HeaderEdit.set(TRACEPARENT, TraceParent.withParent(trace, random)));
            edits.add(TraceState.begun(request, space));
        } else {
            addIfAny(edits, TraceState.withoutOthersSpace(request, space));
        }
        return edits;
    }

    /** The edits for a request whose context is a root space: nothing of ours goes on, and nothing is added. */
    public static List<HeaderEdit> root(RequestView request, String space, KnownSpaces spaces) {
        String header = request.header(SPACE);
        String trace = TraceParent.valid(request);
        if (header == null && trace == null && request.header(BAGGAGE) == null && request.header(TRACESTATE) == null) {
            return List.of();
        }
        List<HeaderEdit> edits = new ArrayList<>(4);
        if (header != null) {
            edits.add(HeaderEdit.remove(SPACE));
        }
        addIfAny(edits, Baggage.edit(request, null));
        if (trace != null && isOfAnotherSpace(trace, space, spaces)) {
            edits.add(HeaderEdit.remove(TRACEPARENT));
        }
        addIfAny(edits, TraceState.withoutOthersSpace(request, null));
        return edits;
    }

    private static boolean isOfAnotherSpace(String trace, String space, KnownSpaces spaces) {
        String tagged = spaces.spaceOfTraceTag(TraceParent.tag(trace));
        return tagged != null && !tagged.equals(space);
    }

    private static void addIfAny(List<HeaderEdit> edits, @Nullable HeaderEdit edit) {
        if (edit != null) {
            edits.add(edit);
        }
    }
}
