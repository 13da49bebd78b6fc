package dev.offshoot.controller.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys with work to do, worked on by a few daemon threads. A key that is added while it waits is worked on once, one that is added
 * while it is worked on once more afterwards, and never two threads work on one key. A handler that throws is called again, later
 * with each failure up to half a minute, for ever; adding the key calls it at once. Safe for several threads.
 */
public final class WorkQueue<K> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkQueue.class);
    private static final Duration RETRY = Duration.ofMillis(200);
    private static final Duration RETRY_AT_MOST = Duration.ofSeconds(30);

    /** How long {@link #close} waits for handlers that don't heed their interruption. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What is to be done for a key; told by the key alone, so that nothing is lost where several additions become one. */
    @FunctionalInterface
    public interface Handler<K> {
        void handle(K key) throws Exception;
    }

    private final Handler<K> handler;
    private final Backlog<K> backlog = new Backlog<>(RETRY, RETRY_AT_MOST);
    private final List<Thread> threads = new ArrayList<>();
    private boolean closed;

    /**
     * Begins at once.
     *
     * @param name of the threads
     * @param workers how many keys are worked on at a time
     */
    public WorkQueue(String name, int workers, Handler<K> handler) {
        this.handler = handler;
        for (int i = 0; i < workers; i++) {
            Thread thread = new Thread(this::work, name + "-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    /** To be worked on as soon as a thread is free. */
    public synchronized void add(K key) {
        backlog.add(key);
        notifyAll();
    }

    /** To be worked on after a while, or earlier where it is added meanwhile. */
    public synchronized void addAfter(K key, Duration delay) {
        backlog.addAt(key, System.nanoTime() + delay.toNanos());
        notifyAll();
    }

    private void work() {
        try {
            for (K key = next(); key != null; key = next()) {
                handle(key);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable K next() throws InterruptedException {
        while (!closed) {
            long now = System.nanoTime();
            K key = backlog.take(now);
            if (key != null) {
                return key;
            }
            Long nanos = backlog.nextIn(now);
            if (nanos == null) {
                wait();
            } else {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, nanos));
            }
        }
        return null;
    }

    private void handle(K key) {
        try {
            handler.handle(key);
            succeeded(key);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            failed(key, stopped);
        } catch (Exception failure) {
            failed(key, failure);
        }
    }

    private synchronized void succeeded(K key) {
        backlog.succeeded(key);
        notifyAll();
    }

    private synchronized void failed(K key, Exception failure) {
        Duration pause = backlog.failed(key, System.nanoTime());
        if (!closed) {
            LOG.warn("{} failed, it is tried again in {}: {}", key, pause, failure.toString());
            LOG.debug("{}", key, failure);
        }
        notifyAll();
    }

    /** Ends the threads, interrupting them at work: no handler runs afterwards, unless it doesn't end within ten seconds. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        threads.forEach(Thread::interrupt);
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (Thread thread : threads) {
            if (thread == Thread.currentThread()) {
                continue; // a handler that closes its own queue
            }
            try {
                if (!thread.join(Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
                    LOG.warn("{} works on though it was told to stop {} ago", thread.getName(), PATIENCE);
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
