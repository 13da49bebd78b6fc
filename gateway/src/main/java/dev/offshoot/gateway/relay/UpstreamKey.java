package dev.offshoot.gateway.relay;

import dev.offshoot.routing.decision.Backend;
import dev.offshoot.routing.decision.Endpoint;
import dev.offshoot.routing.decision.UpstreamProtocol;
import org.jspecify.annotations.Nullable;

/**
 * What connections must have in common to be used for each other.
 *
 * @param tlsName the name that the endpoint's certificate must bear; null without TLS
 * @param local whether it is a local process, which may be about to start, or stand in a debugger
 */
record UpstreamKey(
        Endpoint endpoint, boolean http2, @Nullable String tlsName, boolean local) {
    static UpstreamKey of(Backend backend, Endpoint endpoint) {
        UpstreamProtocol protocol = backend.protocol();
        String tlsName = protocol == UpstreamProtocol.HTTPS
                ? backend.service().name() + "." + backend.service().namespace() + ".svc"
                : null;
        return new UpstreamKey(endpoint, protocol.isHttp2(), tlsName, backend.process() != null);
    }
}
