package dev.offshoot.controller.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** A time near the overflow of {@link System#nanoTime}, which may happen at any moment of a machine's life. */
    private static final long NOW = Long.MAX_VALUE - SECOND / 2;

    private final Backlog<String> backlog = new Backlog<>(Duration.ofMillis(200), Duration.ofSeconds(30));

    @Test
    void keysComeInTheOrderInWhichTheyWereAddedAndOnce() {
        backlog.add("b");
        backlog.add("a");
        backlog.add("b");
        assertThat(takeAll(NOW)).containsExactly("b", "a");
    }

    @Test
    void aKeyAtWorkIsGivenOutAgainOnlyWhenTheWorkHasEnded() {
        backlog.add("a");
        assertThat(backlog.take(NOW)).isEqualTo("a");
        backlog.add("a");
        backlog.add("b");
        assertThat(takeAll(NOW)).containsExactly("b");
        backlog.succeeded("a");
        assertThat(takeAll(NOW)).containsExactly("a");
    }

    @Test
    void aKeyForLaterComesAtItsTimeAndTheEarlierTimeHolds() {
        backlog.addAt("a", NOW + 2 * SECOND);
        backlog.addAt("a", NOW + SECOND);
        backlog.addAt("a", NOW + 3 * SECOND);
        assertThat(backlog.take(NOW)).isNull();
        assertThat(backlog.nextIn(NOW)).isEqualTo(SECOND);
        assertThat(takeAll(NOW + SECOND)).containsExactly("a");
        assertThat(backlog.nextIn(NOW + SECOND)).isNull();
    }

    @Test
    void aKeyAddedBeforeItsTimeComesAtOnceAndOnlyThen() {
        backlog.addAt("a", NOW + SECOND);
        backlog.add("a");
        backlog.addAt("a", NOW + SECOND);
        assertThat(takeAll(NOW)).containsExactly("a");
        assertThat(takeAll(NOW + 2 * SECOND)).isEmpty();
    }

    @Test
    void eachFailureDoublesThePauseUpToTheLongestAndASuccessForgetsThem() {
        List<Duration> pauses = new ArrayList<>();
        backlog.add("a");
        for (int i = 0; i < 10; i++) {
            assertThat(backlog.take(NOW + i * 100 * SECOND)).isEqualTo("a");
            pauses.add(backlog.failed("a", NOW + i * 100 * SECOND));
        }
        assertThat(pauses.stream().map(Duration::toMillis))
                .containsExactly(200L, 400L, 800L, 1600L, 3200L, 6400L, 12_800L, 25_600L, 30_000L, 30_000L);
        backlog.add("a");
        assertThat(takeAll(NOW)).containsExactly("a");
        backlog.succeeded("a");
        assertThat(backlog.failed("a", NOW)).isEqualTo(Duration.ofMillis(200));
    }

    private List<String> takeAll(long now) {
        List<String> taken = new ArrayList<>();
        for (String key = backlog.take(now); key != null; key = backlog.take(now)) {
            taken.add(key);
        }
        return taken;
    }
}
