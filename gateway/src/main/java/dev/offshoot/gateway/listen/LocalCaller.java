package dev.offshoot.gateway.listen;

import dev.offshoot.routing.decision.Decision.Refuse;
import dev.offshoot.routing.facts.ServiceKey;
import reactor.core.publisher.Mono;

/** A local process that calls through its tunnel. */
public interface LocalCaller {
    /** Whose Service the process is. */
    String space();

    /** Why its owner may not call a Service; empty where that is allowed. Never fails; may answer on any thread. */
    Mono<Refuse> refusal(ServiceKey service);
}
