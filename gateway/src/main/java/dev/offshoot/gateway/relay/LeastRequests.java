package dev.offshoot.gateway.relay;

import dev.offshoot.routing.decision.Backend;
import dev.offshoot.routing.decision.Endpoint;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The choice of an endpoint: of two random ones, the one that is answering fewer requests; for a Service with {@code
 * sessionAffinity: ClientIP}, always the same one for one client. Endpoints that failed are passed over while there are others.
 */
final class LeastRequests {
    private LeastRequests() {}

    /**
     * @param tried endpoints that this request has failed at
     * @param random of a bound, a number from 0 up to it
     * @return null if every endpoint was tried
     */
    static @Nullable Endpoint choose(
            Backend backend,
            String client,
            Set<Endpoint> tried,
            Function<Endpoint, EndpointLoad> loads,
            IntUnaryOperator random) {
        List<Endpoint> all = backend.endpoints();
        if (tried.isEmpty() && !all.isEmpty()) {
            Endpoint chosen = among(all, backend, client, loads, random);
            if (all.size() == 1 || !loads.apply(chosen).isAvoided()) {
                return chosen;
            }
        }
        List<Endpoint> usable = usable(all, tried, loads);
        return usable.isEmpty() ? null : among(usable, backend, client, loads, random);
    }

    private static Endpoint among(
            List<Endpoint> usable,
            Backend backend,
            String client,
            Function<Endpoint, EndpointLoad> loads,
            IntUnaryOperator random) {
        return backend.affinitySeconds() > 0 ? rendezvous(usable, client) : lessBusy(usable, loads, random);
    }

    static @Nullable Endpoint choose(
            Backend backend, String client, Set<Endpoint> tried, Function<Endpoint, EndpointLoad> loads) {
        return choose(
                backend,
                client,
                tried,
                loads,
                bound -> ThreadLocalRandom.current().nextInt(bound));
    }

    private static List<Endpoint> usable(
            List<Endpoint> all, Set<Endpoint> tried, Function<Endpoint, EndpointLoad> loads) {
        List<Endpoint> untried =
                all.stream().filter(endpoint -> !tried.contains(endpoint)).toList();
        List<Endpoint> sound = untried.stream()
                .filter(endpoint -> !loads.apply(endpoint).isAvoided())
                .toList();
        return sound.isEmpty() ? untried : sound;
    }

    private static Endpoint lessBusy(
            List<Endpoint> usable, Function<Endpoint, EndpointLoad> loads, IntUnaryOperator random) {
        int size = usable.size();
        if (size == 1) {
            return usable.getFirst();
        }
        int one = random.applyAsInt(size);
        int other = (one + 1 + random.applyAsInt(size - 1)) % size;
        Endpoint first = usable.get(one);
        Endpoint second = usable.get(other);
        return loads.apply(first).outstanding() <= loads.apply(second).outstanding() ? first : second;
    }

    /**
     * Highest random weight: replicas agree without talking, and an endpoint that comes or goes moves only its own clients. It is
     * stricter than Kubernetes' affinity, which ends {@code timeoutSeconds} after the last request.
     */
    private static Endpoint rendezvous(List<Endpoint> usable, String client) {
        Endpoint best = usable.getFirst();
        long highest = weight(best, client);
        for (Endpoint endpoint : usable) {
            long weight = weight(endpoint, client);
            if (weight > highest) {
                highest = weight;
                best = endpoint;
            }
        }
        return best;
    }

    /** {@link String#hashCode} is specified, so the same everywhere; the rest is SplitMix64's finalizer. */
    private static long weight(Endpoint endpoint, String client) {
        long x = ((long) endpoint.address().hashCode() << 32)
                ^ (client.hashCode() * 0x9E3779B97F4A7C15L)
                ^ endpoint.port();
        x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
