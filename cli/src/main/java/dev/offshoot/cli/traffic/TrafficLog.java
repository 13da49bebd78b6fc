package dev.offshoot.cli.traffic;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Shows what was seen from a thread of its own, since a terminal may be stopped and a pipe be full: the connections don't wait for
 * either. What doesn't fit is counted.
 */
public final class TrafficLog implements AutoCloseable {
    private static final int MOST_WAITING = 8192;
    private static final long END_MILLIS = 1000;

    private final BlockingQueue<Seen> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong unshown = new AtomicLong();
    private final Consumer<Seen> show;
    private final Thread thread;

    /** @param show called by the log's own thread */
    public TrafficLog(Consumer<Seen> show) {
        this.show = show;
        this.thread = Thread.ofPlatform().daemon().name("traffic-log").start(this::showAll);
    }

    /** By any thread; never waits. */
    public void add(Seen seen) {
        if (!waiting.offer(seen)) {
            unshown.incrementAndGet();
        }
    }

    private void showAll() {
        try {
            while (true) {
                show.accept(waiting.take());
                if (waiting.isEmpty()) {
                    showCount();
                }
            }
        } catch (InterruptedException end) {
            for (Seen last = waiting.poll(); last != null; last = waiting.poll()) {
                show.accept(last);
            }
            showCount();
        }
    }

    private void showCount() {
        long count = unshown.getAndSet(0);
        if (count > 0) {
            show.accept(new Seen.Unshown(count));
        }
    }

    /** Shows the rest, unless that takes longer than a second. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(END_MILLIS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
