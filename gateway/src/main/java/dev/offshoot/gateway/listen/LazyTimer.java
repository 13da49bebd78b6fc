package dev.offshoot.gateway.listen;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs an action when nothing has happened for a time. What happens only writes down when it did; a timer that finds it was too
 * early waits for the rest, so that traffic costs no timers. For one event loop.
 */
final class LazyTimer {
    private final EventExecutor executor;
    private final long nanos;
    private final Runnable action;
    private long since;
    private boolean on;
    private @Nullable Future<?> next;

    /** @param after zero: never */
    LazyTimer(EventExecutor executor, Duration after, Runnable action) {
        this.executor = executor;
        this.nanos = after.toNanos();
        this.action = action;
    }

    /** Begins to wait, anew if it waited already. */
    void restart() {
        if (nanos <= 0) {
            return;
        }
        on = true;
        since = System.nanoTime();
        if (next == null) {
            schedule(nanos);
        }
    }

    /** Waits no more. */
    void stop() {
        on = false;
    }

    boolean isOn() {
        return on;
    }

    /** Waits no more and leaves no timer behind. */
    void cancel() {
        on = false;
        if (next != null) {
            next.cancel(false);
            next = null;
        }
    }

    private void schedule(long delay) {
        next = executor.schedule(this::look, delay, TimeUnit.NANOSECONDS);
    }

    private void look() {
        next = null;
        if (!on) {
            return;
        }
        long left = since + nanos - System.nanoTime();
        if (left > 0) {
            schedule(left);
        } else {
            on = false;
            action.run();
        }
    }
}
