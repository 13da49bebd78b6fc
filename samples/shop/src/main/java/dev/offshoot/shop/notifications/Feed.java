package dev.offshoot.shop.notifications;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;

/** The latest notices. Readers come back for more with the last id they saw, so a slow one misses some and holds up nobody. Threads may share it. */
final class Feed {
    private static final int KEPT = 50;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Notice> latest = new ArrayDeque<>();
    private long lastId;

    /** Adds a notice, made of its id. */
    Notice add(LongFunction<Notice> made) {
        lock.lock();
        try {
            Notice notice = made.apply(++lastId);
            latest.addLast(notice);
            if (latest.size() > KEPT) {
                latest.removeFirst();
            }
            changed.signalAll();
            return notice;
        } finally {
            lock.unlock();
        }
    }

    /** The notices after {@code seen}; waits for one at most so many seconds, or until {@code ended} holds after {@link #wake()}. */
    List<Notice> after(long seen, int seconds, BooleanSupplier ended) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(seconds);
            while (lastId <= seen && left > 0 && !ended.getAsBoolean()) {
                left = changed.awaitNanos(left);
            }
            return latest.stream().filter(notice -> notice.id() > seen).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Lets every waiting reader look whether it has ended. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
