package dev.offshoot.gateway.relay;

/**
 * Until when an endpoint is avoided, after what it did: at once if it took no connection, or if several requests in a row ended
 * without an answer; then again at the first that does. Each time is twice as long as the one before, up to sixteen times the first, until
 * it has behaved for as long as it was avoided. Times are {@link System#nanoTime}'s. Thread-safe.
 */
final class Avoidance {
    private static final int MAX_DOUBLINGS = 4;

    private final long shortest;
    private final int brokenLimit;
    private volatile int broken;
    private volatile boolean begun;
    private volatile long until;
    private int times;

    /**
     * @param shortest nanoseconds; 0 avoids never
     * @param brokenLimit requests in a row without an answer; 0 counts failed connections only
     */
    Avoidance(long shortest, int brokenLimit) {
        this.shortest = shortest;
        this.brokenLimit = brokenLimit;
    }

    boolean isAvoided(long now) {
        return begun && until - now > 0;
    }

    /** It took no connection; whether that begins a new time of avoidance. */
    synchronized boolean unreachable(long now) {
        return begin(now);
    }

    /** It took a request and broke the connection without an answer; whether that begins a new time of avoidance. */
    synchronized boolean broke(long now) {
        if (brokenLimit == 0 || isAvoided(now)) {
            return false;
        }
        broken++;
        return broken >= brokenLimit && begin(now);
    }

    /** It answered, whatever it said. */
    void answered() {
        if (broken != 0) {
            broken = 0;
        }
    }

    private boolean begin(long now) {
        if (shortest == 0 || isAvoided(now)) {
            return false;
        }
        if (times > 0 && now - until > length(times - 1)) {
            times = 0;
        }
        until = now + length(times);
        times++;
        begun = true;
        broken = Math.max(0, brokenLimit - 1);
        return true;
    }

    private long length(int before) {
        return shortest << Math.min(before, MAX_DOUBLINGS);
    }
}
