package dev.offshoot.controller.loop;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which keys have work, and from when on: a key stands in it once, however often it is added, and is given to one worker at a time.
 * Times are those of {@link System#nanoTime}. Of one thread at a time.
 */
final class Backlog<K> {
    private final Duration retry;
    private final Duration retryAtMost;
    private final Set<K> ready = new LinkedHashSet<>();
    private final Map<K, Long> later = new HashMap<>();
    private final Set<K> running = new HashSet<>();
    private final Map<K, Integer> failures = new HashMap<>();

    /**
     * @param retry before the first new attempt after a failure; doubled with each further one
     * @param retryAtMost the longest
     */
    Backlog(Duration retry, Duration retryAtMost) {
        this.retry = retry;
        this.retryAtMost = retryAtMost;
    }

    void add(K key) {
        later.remove(key);
        ready.add(key);
    }

    /** The earlier time holds where one is set already. */
    void addAt(K key, long time) {
        if (!ready.contains(key)) {
            later.merge(key, time, (one, other) -> one - other < 0 ? one : other);
        }
    }

    /** The key that waits longest and that nobody works on; null where there is none now. */
    @Nullable
    K take(long now) {
        later.entrySet().removeIf(entry -> {
            boolean due = entry.getValue() - now <= 0;
            if (due) {
                ready.add(entry.getKey());
            }
            return due;
        });
        for (Iterator<K> keys = ready.iterator(); keys.hasNext(); ) {
            K key = keys.next();
            if (running.add(key)) {
                keys.remove();
                return key;
            }
        }
        return null;
    }

    void succeeded(K key) {
        running.remove(key);
        failures.remove(key);
    }

    /** How long the key waits now, unless it is added before. */
    Duration failed(K key, long now) {
        running.remove(key);
        int before = failures.merge(key, 1, Integer::sum) - 1;
        Duration grown = retry.multipliedBy(1L << Math.min(before, 20));
        Duration pause = grown.compareTo(retryAtMost) > 0 ? retryAtMost : grown;
        addAt(key, now + pause.toNanos());
        return pause;
    }

    /** Nanoseconds until a key is due; null where none waits for a time. */
    @Nullable
    Long nextIn(long now) {
        Long least = null;
        for (long time : later.values()) {
            if (least == null || time - now < least) {
                least = time - now;
            }
        }
        return least;
    }
}
