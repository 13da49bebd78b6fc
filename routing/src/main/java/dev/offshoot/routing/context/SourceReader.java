package dev.offshoot.routing.context;

import static dev.offshoot.routing.context.ContextHeaders.BAGGAGE;
import static dev.offshoot.routing.context.ContextHeaders.SPACE;
import static dev.offshoot.routing.context.ContextHeaders.TRACEPARENT;
import static dev.offshoot.routing.context.ContextHeaders.TRACESTATE;

import org.jspecify.annotations.Nullable;

/**
 * The sources of one request's context, each read when it is asked for. Deciding and explaining both read here. Used by one
 * thread.
 */
final class SourceReader {
    private final RequestView request;
    private final KnownSpaces spaces;
    private final SeenTraces seen;
    private final ReadOptions options;
    private final String calledSpace;
    private final @Nullable String urlSpace;
    private boolean traceRead;
    private @Nullable String trace;

    SourceReader(
            RequestView request,
            KnownSpaces spaces,
            SeenTraces seen,
            ReadOptions options,
            String calledSpace,
            @Nullable String urlSpace) {
        this.request = request;
        this.spaces = spaces;
        this.seen = seen;
        this.options = options;
        this.calledSpace = calledSpace;
        this.urlSpace = urlSpace;
    }

    /** How many places, highest first, a source is looked for in. */
    int places(Source source) {
        return source == Source.ALIAS_HEADER ? options.aliasHeaders().size() : 1;
    }

    /** Why a source isn't taken, whatever it says; null where it is. */
    @Nullable
    Verdict refusal(Source source) {
        return switch (source) {
            case SPACE_HEADER, BAGGAGE, TRACESTATE, ALIAS_HEADER, TRACE_ID, SEEN_TRACE ->
                options.trustContext() ? null : Verdict.UNTRUSTED;
            case ORIGIN, REFERER -> originRefusal();
            case URL_PREFIX, CALLING_POD, CALLED_SERVICE -> null;
        };
    }

    private @Nullable Verdict originRefusal() {
        if (!options.contextFromOrigin()) {
            return Verdict.NOT_OPTED_IN;
        }
        return OriginHost.isNavigation(request) ? Verdict.NAVIGATION : null;
    }

    /**
     * What a source says in one of its places; null where the request doesn't have it. {@link Verdict#DECIDES} if none is
     * higher.
     */
    @Nullable
    Sighting sighting(Source source, int place) {
        return switch (source) {
            case URL_PREFIX -> urlSpace == null ? null : Sighting.of(source, "host", urlSpace, urlSpace);
            case SPACE_HEADER -> spaceHeader(Contradiction.value(request, SPACE));
            case BAGGAGE -> named(source, BAGGAGE, Baggage.space(request));
            case TRACESTATE -> named(source, TRACESTATE, TraceState.space(request));
            case ALIAS_HEADER -> alias(options.aliasHeaders().get(place));
            case ORIGIN -> page(source, "origin");
            case REFERER -> page(source, "referer");
            case TRACE_ID -> traceId();
            case SEEN_TRACE -> seenTrace();
            case CALLING_POD -> callingPod();
            case CALLED_SERVICE -> Sighting.of(source, "called Service", calledSpace, calledSpace);
        };
    }

    private @Nullable Sighting spaceHeader(@Nullable String value) {
        if (value == null) {
            return null;
        }
        if (!DnsLabel.isValid(value)) {
            return Sighting.ignored(Source.SPACE_HEADER, SPACE, value, Verdict.REJECTED);
        }
        if (spaces.isSpace(value)) {
            return Sighting.of(Source.SPACE_HEADER, SPACE, value, value);
        }
        String root = spaces.rootOf(calledSpace);
        return Sighting.of(Source.SPACE_HEADER, SPACE, value, root == null ? calledSpace : root);
    }

    private @Nullable Sighting alias(String header) {
        return named(Source.ALIAS_HEADER, header, Contradiction.value(request, header));
    }

    private @Nullable Sighting named(Source source, String carrier, @Nullable String value) {
        if (value == null) {
            return null;
        }
        if (!DnsLabel.isValid(value)) {
            return Sighting.ignored(source, carrier, value, Verdict.MALFORMED);
        }
        return spaces.isSpace(value)
                ? Sighting.of(source, carrier, value, value)
                : Sighting.ignored(source, carrier, value, Verdict.UNKNOWN);
    }

    private @Nullable Sighting page(Source source, String header) {
        String url = request.header(header);
        if (url == null) {
            return null;
        }
        String host = OriginHost.of(Ows.trim(url));
        String space = host == null ? null : spaces.spaceOfHost(host);
        return space == null
                ? Sighting.ignored(source, header, url, Verdict.NO_PREFIXED_HOST)
                : Sighting.of(source, header, url, space);
    }

    /** A trace id of someone else's is no source. */
    private @Nullable Sighting traceId() {
        String valid = validTrace();
        if (valid == null) {
            String malformed = request.header(TRACEPARENT);
            return malformed == null
                    ? null
                    : Sighting.ignored(Source.TRACE_ID, TRACEPARENT, malformed, Verdict.MALFORMED);
        }
        String space = spaces.spaceOfTraceTag(TraceParent.tag(valid));
        return space == null ? null : Sighting.of(Source.TRACE_ID, TRACEPARENT, TraceParent.traceId(valid), space);
    }

    private @Nullable Sighting seenTrace() {
        String valid = validTrace();
        if (valid == null) {
            return null;
        }
        String traceId = TraceParent.traceId(valid);
        String space = seen.space(traceId);
        if (space == null) {
            return null;
        }
        return spaces.isSpace(space)
                ? Sighting.of(Source.SEEN_TRACE, TRACEPARENT, traceId, space)
                : Sighting.ignored(Source.SEEN_TRACE, TRACEPARENT, traceId, Verdict.UNKNOWN);
    }

    private @Nullable String validTrace() {
        if (!traceRead) {
            traceRead = true;
            trace = TraceParent.valid(request);
        }
        return trace;
    }

    /** A local process is one of its space's Pods to those that it calls. */
    private @Nullable Sighting callingPod() {
        String process = request.tunnelSpace();
        if (process != null) {
            return spaces.isSpace(process) ? Sighting.of(Source.CALLING_POD, "tunnel", process, process) : null;
        }
        String address = request.peerAddress();
        String space = address == null ? null : spaces.spaceOfPod(address);
        return address == null || space == null
                ? null
                : Sighting.of(Source.CALLING_POD, "peer address", address, space);
    }
}
