package dev.offshoot.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** A line on standard error that says what is waited for, while that takes long; it goes with its end. On a terminal only. */
final class Progress implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(1);
    private static final String CLEARED = "\r\u001b[K";

    private final CountDownLatch done = new CountDownLatch(1);
    private final PrintWriter err;
    private final String what;
    private final Duration step;
    private final @Nullable Thread thread;

    /**
     * Does it.
     *
     * @param what it is, as in "listing the cluster's objects"
     */
    static <T> T during(CommandLine line, String what, Supplier<T> doing) {
        Progress progress = new Progress(line.getErr(), what, LONG, Terminal.err());
        try {
            return doing.get();
        } finally {
            progress.close();
        }
    }

    /**
     * @param step until the line is shown, and until each next one
     * @param shown whether it is shown at all
     */
    Progress(PrintWriter err, String what, Duration step, boolean shown) {
        this.err = err;
        this.what = what;
        this.step = step;
        this.thread = shown ? Thread.ofPlatform().daemon().name("progress").start(this::show) : null;
    }

    private void show() {
        boolean shown = false;
        try {
            for (int steps = 1; !done.await(step.toNanos(), TimeUnit.NANOSECONDS); steps++) {
                err.print(CLEARED + what + ", " + step.multipliedBy(steps).toSeconds() + " s");
                err.flush();
                shown = true;
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
        if (shown) {
            err.print(CLEARED);
            err.flush();
        }
    }

    @Override
    public void close() {
        done.countDown();
        if (thread == null) {
            return;
        }
        try {
            thread.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
