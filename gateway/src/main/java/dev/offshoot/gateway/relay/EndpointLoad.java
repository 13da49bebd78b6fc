package dev.offshoot.gateway.relay;

import java.util.concurrent.atomic.AtomicInteger;

/** What this gateway knows of one endpoint: how many requests it is answering, and until when it is avoided. Thread-safe. */
final class EndpointLoad {
    private final AtomicInteger outstanding = new AtomicInteger();
    private volatile boolean failed;
    private volatile long avoidedUntil;
    private volatile long lastUse;

    int outstanding() {
        return outstanding.get();
    }

    void begin() {
        outstanding.incrementAndGet();
    }

    void end() {
        outstanding.decrementAndGet();
    }

    void connectFailed(long until) {
        avoidedUntil = until;
        failed = true;
    }

    void connected() {
        if (failed) {
            failed = false;
        }
    }

    boolean isAvoided() {
        return failed && avoidedUntil - System.nanoTime() > 0;
    }

    void used(long now) {
        lastUse = now;
    }

    boolean isUnusedFor(long nanos, long now) {
        return outstanding.get() == 0 && now - lastUse > nanos;
    }
}
