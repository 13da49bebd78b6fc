package dev.offshoot.gateway.relay;

import dev.offshoot.routing.decision.Endpoint;
import dev.offshoot.routing.decision.LocalProcess;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which endpoint one request is at, where it has failed before, and its share of that endpoint's load. */
final class EndpointChoice {
    private static final int MAX_ATTEMPTS = 3;

    private final RelayCall call;
    private final Upstreams upstreams;
    private Set<Endpoint> tried = Set.of();
    private @Nullable Endpoint endpoint;
    private @Nullable EndpointLoad load;

    EndpointChoice(RelayCall call, Upstreams upstreams) {
        this.call = call;
        this.upstreams = upstreams;
    }

    /** The next endpoint, which counts as busy with the request until {@link #end}; null if there is none. */
    @Nullable
    Endpoint next() {
        end();
        Endpoint chosen = LeastRequests.choose(call.backend(), call.clientAddress(), tried, upstreams::load);
        if (chosen != null) {
            endpoint = chosen;
            load = upstreams.load(chosen);
            load.begin();
            call.onEndpoint(chosen);
        }
        return chosen;
    }

    /** No connection could be made to it; whether another one should be tried. */
    boolean failed() {
        if (endpoint == null || load == null) {
            return false;
        }
        if (load.avoidance().unreachable(System.nanoTime())) {
            upstreams.meters().avoidedUnreachable().increment();
        }
        end();
        if (tried.isEmpty()) {
            tried = new HashSet<>();
        }
        tried.add(endpoint);
        return tried.size() < Math.min(MAX_ATTEMPTS, call.backend().endpoints().size());
    }

    /** It answered, whatever it said. */
    void answered() {
        if (load != null) {
            load.avoidance().answered();
        }
    }

    /** It took the request and gave no answer. */
    void broke() {
        if (load != null && load.avoidance().broke(System.nanoTime())) {
            upstreams.meters().avoidedBroken().increment();
        }
    }

    void end() {
        if (load != null) {
            load.used(System.nanoTime());
            load.end();
            load = null;
        }
    }

    /** As errors name it. */
    @Override
    public String toString() {
        LocalProcess process = call.backend().process();
        return "endpoint %s of Service %s%s"
                .formatted(
                        endpoint,
                        call.backend().service(),
                        process == null ? "" : ", a local process of " + process.owner() + ",");
    }
}
