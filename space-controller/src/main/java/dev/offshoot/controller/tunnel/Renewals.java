package dev.offshoot.controller.tunnel;

import dev.offshoot.spaceapi.Tunnel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Since when each Tunnel hasn't been renewed, by the clock that this is asked with: clients' own clocks may be wrong, so what they
 * write counts only as different from before (as in Kubernetes' leader election). Of a pause between two looks no more than
 * {@code longestPause} counts, since while nobody could look, clients may not have been able to renew. Of one thread.
 */
final class Renewals {
    private final Duration expiry;
    private final Duration longestPause;
    private Map<String, Age> byUid = new HashMap<>();
    private @Nullable Long lastLook;

    private record Age(@Nullable String renewal, Duration age) {}

    Renewals(Duration expiry, Duration longestPause) {
        this.expiry = expiry;
        this.longestPause = longestPause;
    }

    /**
     * Those that have expired.
     *
     * @param tunnels all that there are
     * @param now in nanoseconds, as {@link System#nanoTime} has it
     */
    List<Tunnel> look(List<Tunnel> tunnels, long now) {
        Duration passed = lastLook == null ? Duration.ZERO : Duration.ofNanos(now - lastLook);
        Duration counted = passed.compareTo(longestPause) > 0 ? longestPause : passed;
        lastLook = now;
        List<Tunnel> expired = new ArrayList<>();
        Map<String, Age> next = new HashMap<>();
        for (Tunnel tunnel : tunnels) {
            String uid = tunnel.getMetadata().getUid();
            String renewal =
                    tunnel.getStatus() == null ? null : tunnel.getStatus().renewTime();
            Age before = byUid.get(uid);
            Age age = before == null || !Objects.equals(before.renewal, renewal)
                    ? new Age(renewal, Duration.ZERO)
                    : new Age(renewal, before.age.plus(counted));
            next.put(uid, age);
            if (age.age.compareTo(expiry) >= 0) {
                expired.add(tunnel);
            }
        }
        byUid = next;
        return expired;
    }
}
