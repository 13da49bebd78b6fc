package dev.offshoot.gateway.relay;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How far HTTP/2 streams' windows may grow beyond their beginning, all of the process' together: an eighth of its direct memory.
 * Thread-safe.
 */
final class WindowBudget {
    private static final AtomicLong LEFT = new AtomicLong(DirectMemory.limit() / 8);

    private WindowBudget() {}

    /** Takes all of {@code bytes}, to be given back; false if so many aren't left. */
    static boolean take(int bytes) {
        if (LEFT.addAndGet(-bytes) >= 0) {
            return true;
        }
        LEFT.addAndGet(bytes);
        return false;
    }

    static void give(int bytes) {
        LEFT.addAndGet(bytes);
    }
}
