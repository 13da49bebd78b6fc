package dev.offshoot.gateway.access;

import dev.offshoot.routing.context.Source;
import dev.offshoot.routing.context.TraceSpan;
import dev.offshoot.routing.decision.Decision.Forward;
import dev.offshoot.routing.decision.Decision.Refuse;
import dev.offshoot.routing.decision.Endpoint;
import dev.offshoot.routing.decision.Routing;
import dev.offshoot.routing.facts.ServiceKey;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What becomes known of one request while it is served. Confined to its connection's event loop. */
public final class AccessRecord {
    final Instant time = Instant.now();
    final long start = System.nanoTime();
    final String arrival;
    final String peer;
    final String protocol;
    final String method;
    final String target;
    final @Nullable String host;

    @Nullable
    String space;

    @Nullable
    String source;

    @Nullable
    String called;

    @Nullable
    String service;

    @Nullable
    String upstream;

    @Nullable
    String trace;

    @Nullable
    TraceSpan span;

    long received;
    long sent = -1;

    /**
     * A request that has just come.
     *
     * @param peer the connection's other end, as {@code address:port}
     * @param target as it was sent; its query is left out of the line, since secrets stand there
     */
    public AccessRecord(
            boolean intercepted, String peer, String protocol, String method, String target, @Nullable String host) {
        arrival = intercepted ? "intercepted" : "url";
        this.peer = peer;
        this.protocol = protocol;
        this.method = method;
        int query = target.indexOf('?');
        this.target = query < 0 ? target : target.substring(0, query);
        this.host = host;
    }

    /** Which Service answers, for which space; or which were concerned, where none does. */
    public void decided(Routing routing) {
        ServiceKey key = routing.called();
        called = key == null ? null : key.toString();
        Source from = routing.source();
        source = from == null ? null : from.name().toLowerCase(Locale.ROOT);
        switch (routing.decision()) {
            case Forward forward -> {
                space = forward.context();
                service = forward.backend().service().toString();
            }
            case Refuse refuse -> {
                space = refuse.space();
                service = refuse.service();
            }
        }
    }

    /** Where it is sent; of several attempts the last counts. */
    public void sentTo(Endpoint endpoint) {
        upstream = endpoint.toString();
    }

    /** The {@code traceparent} that it goes on with; null where it has none. */
    public void traced(@Nullable String traceparent) {
        trace = traceparent != null && traceparent.length() >= 35 ? traceparent.substring(3, 35) : null;
    }

    /** The span that the next hop was told to be a child of; null where it wasn't. */
    public void span(@Nullable TraceSpan own) {
        span = own;
    }

    /** How many bytes of bodies passed, without framing: the request's to the endpoint, the response's to the client. */
    public void passed(long requestBytes, long responseBytes) {
        received = requestBytes;
        sent = responseBytes;
    }
}
