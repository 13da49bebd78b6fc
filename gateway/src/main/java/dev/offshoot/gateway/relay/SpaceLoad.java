package dev.offshoot.gateway.relay;

import java.util.concurrent.atomic.AtomicInteger;

/** How many requests one space has under way in this gateway. Thread-safe. */
final class SpaceLoad {
    private final String space;
    private final int limit;
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile long lastUse;

    /** @param limit 0 for none */
    SpaceLoad(String space, int limit) {
        this.space = space;
        this.limit = limit;
    }

    /** Takes a place for one request, which {@link #end} gives back; false if there is none. */
    boolean begin() {
        if (underWay.incrementAndGet() <= limit || limit == 0) {
            return true;
        }
        underWay.decrementAndGet();
        return false;
    }

    void end() {
        underWay.decrementAndGet();
    }

    /** Why {@link #begin} refused. */
    String refusal() {
        return "space %s has %d requests under way (expected: at most %d, offshoot.relay.max-requests-per-space)"
                .formatted(space, underWay.get(), limit);
    }

    /** Whether no request was under way since the last call. */
    boolean isUnusedFor(long nanos, long now) {
        if (underWay.get() > 0 || lastUse == 0) {
            lastUse = now;
        }
        return now - lastUse > nanos;
    }
}
