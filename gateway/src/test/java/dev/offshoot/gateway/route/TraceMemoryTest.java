package dev.offshoot.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TraceMemoryTest {
    private static final Duration AGE = Duration.ofMinutes(10);

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1000);
    private final TraceMemory memory = new TraceMemory(100, AGE, clock::get);

    @Test
    void knowsWhatItSawAndNothingElse() {
        memory.record("a", "alice");
        memory.record("b", "default");

        assertThat(memory.space("a")).isEqualTo("alice");
        assertThat(memory.space("b")).isEqualTo("default");
        assertThat(memory.space("c")).isNull();
    }

    @Test
    void leadsATraceOfTwoSpacesNowhereForAsLongAsItIsRemembered() {
        memory.record("a", "alice");
        memory.record("a", "default");
        assertThat(memory.space("a")).isNull();

        memory.record("a", "alice");
        pass(AGE);
        memory.record("a", "alice");
        assertThat(memory.space("a")).isNull();

        pass(AGE.plusNanos(1));
        memory.record("a", "alice");
        assertThat(memory.space("a")).isEqualTo("alice");
    }

    @Test
    void forgetsWhatItDidNotSeeForTooLong() {
        memory.record("a", "alice");
        pass(AGE);
        assertThat(memory.space("a")).isEqualTo("alice");

        pass(Duration.ofNanos(1));
        assertThat(memory.space("a")).isNull();
    }

    @Test
    void remembersATraceThatGoesOn() {
        for (int i = 0; i < 10; i++) {
            memory.record("a", "alice");
            pass(AGE.dividedBy(2));
            assertThat(memory.space("a")).isEqualTo("alice");
        }
    }

    @Test
    void remembersTheLastHalfOfItsCapacityAndNeverMoreThanItsCapacity() {
        for (int i = 0; i < 1000; i++) {
            memory.record("t" + i, "alice");

            assertThat(memory.size()).isLessThanOrEqualTo(100);
            assertThat(memory.space("t" + Math.max(0, i - 49))).isEqualTo("alice");
        }
        assertThat(memory.space("t0")).isNull();
    }

    @Test
    void knowsTwoSpacesOfATraceAlsoWhenManyOthersCameBetween() {
        memory.record("a", "alice");
        for (int i = 0; i < 60; i++) {
            memory.record("t" + i, "bob");
        }
        memory.record("a", "default");

        assertThat(memory.space("a")).isNull();
    }

    @Test
    void agreesWithAMapWhileNothingIsForgotten() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TraceMemory large = new TraceMemory(10_000, AGE, clock::get);
        Map<String, String> expected = new HashMap<>();
        for (int i = 0; i < 5000; i++) {
            String trace = "t" + random.nextInt(1000);
            String space = random.nextInt(10) == 0 ? "bob" : "alice";
            large.record(trace, space);
            expected.merge(trace, space, (before, now) -> before.equals(now) ? now : "two");
            clock.addAndGet(random.nextInt((int) Duration.ofMillis(10).toNanos()));
            String asked = "t" + random.nextInt(1000);
            String answer = expected.get(asked);
            assertThat(large.space(asked))
                    .as("seed %d, step %d", seed, i)
                    .isEqualTo("two".equals(answer) ? null : answer);
        }
    }

    @Test
    void findsTheSecondSpaceWhicheverThreadSawIt() throws Exception {
        TraceMemory large = new TraceMemory(100_000, AGE, clock::get);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> running = new ArrayList<>();
            for (String space : List.of("alice", "bob", "alice", "bob")) {
                running.add(threads.submit(() -> {
                    for (int i = 0; i < 2000; i++) {
                        large.record("t" + i, space);
                    }
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }

        for (int i = 0; i < 2000; i++) {
            assertThat(large.space("t" + i)).isNull();
        }
        assertThat(large.size()).isEqualTo(2000);
    }

    @Test
    void refusesACapacityThatHoldsNothing() {
        assertThatThrownBy(() -> new TraceMemory(1, AGE, clock::get)).hasMessageContaining("1 (expected: >= 2)");
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }
}
