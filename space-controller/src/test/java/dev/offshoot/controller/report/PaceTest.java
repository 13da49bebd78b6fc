package dev.offshoot.controller.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");

    private final Pace pace = new Pace(3, Duration.ofSeconds(10));

    @Test
    void someAtOnceThenOneInEachInterval() {
        for (int i = 0; i < 3; i++) {
            assertThat(pace.take(NOW)).isZero();
        }
        assertThat(pace.take(NOW)).isEqualTo(Duration.ofSeconds(10));
        assertThat(pace.take(NOW.plusSeconds(4))).isEqualTo(Duration.ofSeconds(6));
        assertThat(pace.take(NOW.plusSeconds(10))).isZero();
        assertThat(pace.take(NOW.plusSeconds(10))).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void afterQuietThereAreSomeAtOnceAgainAndNotMore() {
        for (int i = 0; i < 3; i++) {
            assertThat(pace.take(NOW)).isZero();
        }
        Instant later = NOW.plusSeconds(3600);
        for (int i = 0; i < 3; i++) {
            assertThat(pace.take(later)).isZero();
        }
        assertThat(pace.take(later)).isPositive();
    }
}
