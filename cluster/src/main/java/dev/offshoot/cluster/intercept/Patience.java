package dev.offshoot.cluster.intercept;

import dev.offshoot.routing.facts.ServiceKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Since when Kubernetes' endpoint controller is waited for, by Service: what is wrong with it must not keep an interception from
 * ending. Safe for several threads.
 */
final class Patience {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Clock clock;
    private final Map<ServiceKey, Instant> since = new ConcurrentHashMap<>();

    Patience(Clock clock) {
        this.clock = clock;
    }

    /** Whether the wait for this Service, which begins with the first call, is over. */
    boolean isOver(ServiceKey key) {
        Instant now = clock.instant();
        return !now.isBefore(since.computeIfAbsent(key, any -> now).plus(LIMIT));
    }

    void forget(ServiceKey key) {
        since.remove(key);
    }
}
