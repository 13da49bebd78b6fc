package dev.offshoot.gateway.relay;

import dev.offshoot.routing.decision.Backend;
import dev.offshoot.routing.decision.Endpoint;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What the relay has to know of one routed request. An exchange that carries it in {@link #ATTRIBUTE} is relayed; every other
 * one goes on to Spring Cloud Gateway's own routing filters.
 *
 * <p>All methods are called on the client's event loop and must not block.
 */
public interface RelayCall {
    /** The exchange attribute that holds it. */
    String ATTRIBUTE = "dev.offshoot.relay.call";

    /** The Service port that answers. */
    Backend backend();

    /**
     * The child space whose share of the gateway the request takes: the one that answers, else the context; null for what root
     * spaces do among themselves, which is never refused for its number.
     */
    @Nullable
    String chargedSpace();

    /** The caller's IP address, without a port: what {@code sessionAffinity: ClientIP} and {@code X-Forwarded-For} go by. */
    String clientAddress();

    /** Whether the request came through an interception listener, so that its {@code X-Forwarded-*} stay untouched. */
    boolean interceptedArrival();

    /** Whether the request came from a configured proxy, so that its {@code X-Forwarded-*} are added to, not replaced. */
    boolean trustedProxy();

    /** The endpoint that was chosen; called again when a failed connection made the relay choose another. */
    void onEndpoint(Endpoint endpoint);

    /** Changes what goes upstream; called once, after hop-by-hop headers were removed. */
    void editRequest(HttpHeaders headers);

    /** Changes what goes back; called once, before filters that change responses and before the head goes out. */
    void editResponse(HttpHeaders headers, int status);

    /** It is over; how many bytes of bodies passed to the endpoint and from it, without framing. */
    void onEnd(long requestBytes, long responseBytes);
}
