package dev.offshoot.gateway.route;

import dev.offshoot.routing.context.SeenTraces;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The spaces, roots too, in which this replica saw traces that were begun elsewhere. A trace seen in two spaces leads into
 * neither for as long as it is remembered.
 *
 * <p>Bounded by count: the memory has a young and an old half; when the young one is full it becomes the old one, and what
 * the old one held is forgotten unless it was seen again meanwhile. Bounded by age: what wasn't seen for longer counts as
 * forgotten.
 *
 * <p>Thread-safe. Reading takes no lock, nor does recording a trace again that was recorded in the same space a moment ago;
 * other recordings lock one bin of a map. Threads that record at the very moment when the halves change may each add one
 * trace more than the count, and may miss that the other saw the same trace in another space; the trace's next request
 * finds it.
 */
public final class TraceMemory implements SeenTraces {
    /** A trace is recorded again only after this part of its age, so that a busy trace isn't written at each request. */
    private static final int REFRESHES_PER_AGE = 16;

    private final int halfCapacity;
    private final long maxAgeNanos;
    private final LongSupplier nanoTime;
    private volatile Halves halves = new Halves(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());

    private record Halves(ConcurrentMap<String, Memory> young, ConcurrentMap<String, Memory> old) {}

    /**
     * @param space null where the trace was seen in two
     * @param seenAt by the clock given
     */
    private record Memory(@Nullable String space, long seenAt) {}

    /**
     * @param capacity how many traces are remembered at most, at least 2; at least half as many of the last ones always are
     * @param nanoTime a clock as {@link System#nanoTime} is one
     */
    public TraceMemory(int capacity, Duration maxAge, LongSupplier nanoTime) {
        if (capacity < 2) {
            throw new IllegalArgumentException("capacity of the trace memory: " + capacity + " (expected: >= 2)");
        }
        this.halfCapacity = capacity / 2;
        this.maxAgeNanos = maxAge.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Remembers that a request of this trace belonged to this space. */
    public void record(String traceId, String space) {
        long now = nanoTime.getAsLong();
        Halves current = halves;
        Memory young = current.young().get(traceId);
        if (young != null && space.equals(young.space()) && now - young.seenAt() < maxAgeNanos / REFRESHES_PER_AGE) {
            return;
        }
        Memory old = young == null ? current.old().get(traceId) : null;
        current.young().compute(traceId, (id, latest) -> seenAgain(latest == null ? old : latest, space, now));
        if (young == null && current.young().size() >= halfCapacity) {
            age(current);
        }
    }

    private Memory seenAgain(@Nullable Memory before, String space, long now) {
        boolean same = before == null || isForgotten(before, now) || space.equals(before.space());
        return new Memory(same ? space : null, now);
    }

    private synchronized void age(Halves full) {
        if (halves == full) {
            halves = new Halves(new ConcurrentHashMap<>(), full.young());
        }
    }

    @Override
    public @Nullable String space(String traceId) {
        Halves current = halves;
        Memory memory = current.young().get(traceId);
        if (memory == null) {
            memory = current.old().get(traceId);
        }
        return memory == null || isForgotten(memory, nanoTime.getAsLong()) ? null : memory.space();
    }

    private boolean isForgotten(Memory memory, long now) {
        return now - memory.seenAt() > maxAgeNanos;
    }

    /** How many traces are held, forgotten ones among them. */
    public int size() {
        Halves current = halves;
        return current.young().size() + current.old().size();
    }
}
