package dev.offshoot.gateway.route;

import dev.offshoot.gateway.access.AccessRecord;
import dev.offshoot.gateway.relay.RelayCall;
import dev.offshoot.routing.context.HeaderEdit;
import dev.offshoot.routing.decision.Arrival;
import dev.offshoot.routing.decision.Backend;
import dev.offshoot.routing.decision.Decision.Forward;
import dev.offshoot.routing.decision.Endpoint;
import dev.offshoot.routing.host.HostForm;
import dev.offshoot.routing.snapshot.Space;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One routed request as the relay sees it: where it goes and how its headers change on the way there and back. */
final class SpaceCall implements RelayCall {
    private final Hop hop;
    private final List<HeaderEdit> carriers;
    private final RequestMeter meter;
    private final boolean serverTiming;
    private final boolean trustedProxy;
    private final @Nullable AccessRecord record;
    private @Nullable Endpoint endpoint;

    SpaceCall(
            Hop hop,
            List<HeaderEdit> carriers,
            RequestMeter meter,
            boolean serverTiming,
            boolean trustedProxy,
            @Nullable AccessRecord record) {
        this.hop = hop;
        this.carriers = carriers;
        this.meter = meter;
        this.serverTiming = serverTiming;
        this.trustedProxy = trustedProxy;
        this.record = record;
    }

    @Override
    public Backend backend() {
        return hop.forward().backend();
    }

    @Override
    public @Nullable String chargedSpace() {
        Forward forward = hop.forward();
        String answering = backend().service().namespace();
        if (forward.child() && answering.equals(forward.context())) {
            return answering;
        }
        Space space = hop.snapshot().space(answering);
        if (space != null && space.child()) {
            return answering;
        }
        return forward.child() ? forward.context() : null;
    }

    @Override
    public String clientAddress() {
        String peer = hop.request().peerAddress();
        return peer == null ? "" : peer;
    }

    @Override
    public boolean interceptedArrival() {
        return hop.arrival() instanceof Arrival.Intercepted;
    }

    @Override
    public boolean trustedProxy() {
        return trustedProxy;
    }

    @Override
    public void onEndpoint(Endpoint chosen) {
        endpoint = chosen;
        if (record != null) {
            record.sentTo(chosen);
        }
    }

    @Override
    public void editRequest(HttpHeaders headers) {
        if (backend().hostOriginal() && hop.routing().form() != HostForm.BARE) {
            OriginalHost.restore(headers, hop.snapshot(), hop.forward().context(), hop.routing());
        }
        headers.remove(ResponseHeaders.EXPLAIN);
        for (HeaderEdit edit : carriers) {
            if (edit.value() == null) {
                headers.remove(edit.name());
            } else {
                headers.set(edit.name(), edit.value());
            }
        }
        if (record != null) {
            record.traced(headers.get("traceparent"));
        }
    }

    @Override
    public void editResponse(HttpHeaders headers, int status) {
        ResponseHeaders.edit(headers, hop, endpoint, serverTiming ? meter : null);
    }

    @Override
    public void onEnd(long requestBytes, long responseBytes) {
        if (record != null) {
            record.passed(requestBytes, responseBytes);
        }
    }
}
