package dev.offshoot.gateway.route;

import dev.offshoot.gateway.GatewayProperties;
import dev.offshoot.gateway.access.AccessRecord;
import dev.offshoot.gateway.error.RefusedException;
import dev.offshoot.gateway.relay.RelayCall;
import dev.offshoot.routing.context.CarrierWriter;
import dev.offshoot.routing.context.HeaderEdit;
import dev.offshoot.routing.context.HopCounter;
import dev.offshoot.routing.context.Source;
import dev.offshoot.routing.context.TraceParent;
import dev.offshoot.routing.context.TraceSpan;
import dev.offshoot.routing.decision.Decision.Forward;
import dev.offshoot.routing.decision.Decision.Refuse;
import dev.offshoot.routing.decision.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Prepares a decided request for the relay: what it carries on to the next hop, and what is remembered of it. */
@Component
final class Forwarding {
    private final TraceMemory traces;
    private final TrustedProxies trustedProxies;
    private final boolean traceSampled;
    private final boolean serverTiming;
    private final boolean spans;

    Forwarding(TraceMemory traces, GatewayProperties properties) {
        this.traces = traces;
        this.trustedProxies = new TrustedProxies(properties.trustedProxies());
        this.traceSampled = properties.traceSampled();
        this.serverTiming = properties.serverTiming();
        this.spans = properties.tracesEndpoint() != null;
    }

    /**
     * The request as the relay sees it.
     *
     * @throws RefusedException if it came round too often
     */
    RelayCall call(Hop hop, RequestMeter meter, @Nullable AccessRecord record) {
        HeaderEdit hops = HopCounter.next(hop.request());
        if (hops == null) {
            throw new RefusedException(loop(hop));
        }
        remember(hop, hop.forward().context());
        List<HeaderEdit> edits = new ArrayList<>(carriers(hop, hop.forward()));
        edits.add(hops);
        if (record != null && spans && hop.forward().child()) {
            record.span(TraceSpan.of(hop.request(), edits));
        }
        return new SpaceCall(
                hop,
                edits,
                meter,
                serverTiming,
                trustedProxies.contain(hop.request().peer()),
                record);
    }

    private static Refuse loop(Hop hop) {
        return new Refuse(
                ErrorCode.LOOP,
                "This request passed " + HopCounter.LIMIT
                        + " gateways (expected: fewer): Services call each other in a circle.",
                hop.forward().context(),
                hop.forward().backend().service().toString(),
                List.of());
    }

    private List<HeaderEdit> carriers(Hop hop, Forward forward) {
        return forward.child()
                ? CarrierWriter.child(
                        hop.request(),
                        forward.context(),
                        hop.snapshot(),
                        traceSampled,
                        spans,
                        () -> ThreadLocalRandom.current().nextLong())
                : CarrierWriter.root(hop.request(), forward.context(), hop.snapshot());
    }

    /** A trace begun elsewhere is remembered with its space, so that a later hop which lost all but the trace is brought back. */
    private void remember(Hop hop, String context) {
        if (hop.routing().source() == Source.SEEN_TRACE) {
            return;
        }
        String trace = TraceParent.foreignTraceId(hop.request(), hop.snapshot());
        if (trace != null) {
            traces.record(trace, context);
        }
    }
}
