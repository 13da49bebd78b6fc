package dev.offshoot.gateway.relay;

import java.util.concurrent.atomic.AtomicInteger;

/** What this gateway knows of one endpoint: how many requests it is answering, and whether it is avoided. Thread-safe. */
final class EndpointLoad {
    private final AtomicInteger outstanding = new AtomicInteger();
    private final Avoidance avoidance;
    private volatile long lastUse;

    EndpointLoad(Avoidance avoidance) {
        this.avoidance = avoidance;
    }

    int outstanding() {
        return outstanding.get();
    }

    void begin() {
        outstanding.incrementAndGet();
    }

    void end() {
        outstanding.decrementAndGet();
    }

    Avoidance avoidance() {
        return avoidance;
    }

    boolean isAvoided() {
        return avoidance.isAvoided(System.nanoTime());
    }

    void used(long now) {
        lastUse = now;
    }

    boolean isUnusedFor(long nanos, long now) {
        return outstanding.get() == 0 && now - lastUse > nanos;
    }
}
