package dev.offshoot.controller.report;

import java.time.Duration;
import java.time.Instant;

/** How often something may happen: some at once, then one in each interval. Of one thread at a time. */
final class Pace {
    private final Duration interval;
    private final Duration burst;
    private Instant paidUntil = Instant.EPOCH;

    Pace(int atOnce, Duration interval) {
        this.interval = interval;
        this.burst = interval.multipliedBy(atOnce - 1L);
    }

    /** How long to wait; zero where it may happen now, which then counts. */
    Duration take(Instant now) {
        Instant from = paidUntil.isBefore(now) ? now : paidUntil;
        Duration wait = Duration.between(now.plus(burst), from);
        if (wait.isPositive()) {
            return wait;
        }
        paidUntil = from.plus(interval);
        return Duration.ZERO;
    }
}
