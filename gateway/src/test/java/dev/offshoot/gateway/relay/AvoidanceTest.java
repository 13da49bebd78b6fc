package dev.offshoot.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Times are nanoseconds from a beginning near where {@link System#nanoTime} overflows. */
class AvoidanceTest {
    private static final long BEGIN = Long.MAX_VALUE - 50;
    private static final long SHORTEST = 10;

    private final Avoidance avoidance = new Avoidance(SHORTEST, 3);

    private boolean avoidedAt(long time) {
        return avoidance.isAvoided(BEGIN + time);
    }

    @Test
    void aFailedConnectionIsEnough() {
        assertThat(avoidedAt(0)).isFalse();

        assertThat(avoidance.unreachable(BEGIN)).isTrue();

        assertThat(avoidedAt(9)).isTrue();
        assertThat(avoidedAt(10)).isFalse();
    }

    @Test
    void brokenRequestsCountOnlyInARow() {
        avoidance.broke(BEGIN);
        avoidance.broke(BEGIN);
        avoidance.answered();
        avoidance.broke(BEGIN);
        avoidance.broke(BEGIN);
        assertThat(avoidedAt(1)).isFalse();

        assertThat(avoidance.broke(BEGIN)).isTrue();

        assertThat(avoidedAt(1)).isTrue();
    }

    @Test
    void afterwardsTheFirstThatBreaksIsEnoughUnlessOneWasAnswered() {
        avoidance.unreachable(BEGIN);
        assertThat(avoidance.broke(BEGIN + 10)).isTrue();

        avoidance.answered();

        assertThat(avoidance.broke(BEGIN + 31)).isFalse();
        assertThat(avoidedAt(31)).isFalse();
    }

    @Test
    void eachTimeIsTwiceAsLongUpToSixteenfold() {
        long time = 0;
        for (long length : new long[] {10, 20, 40, 80, 160, 160, 160}) {
            assertThat(avoidance.unreachable(BEGIN + time)).isTrue();
            assertThat(avoidedAt(time + length - 1)).as("%d", length).isTrue();
            assertThat(avoidedAt(time + length)).as("%d", length).isFalse();
            time += length;
        }
    }

    @Test
    void failuresOfRequestsThatWereUnderWayDontMakeItLonger() {
        avoidance.unreachable(BEGIN);

        assertThat(avoidance.unreachable(BEGIN + 1)).isFalse();
        assertThat(avoidance.broke(BEGIN + 1)).isFalse();

        assertThat(avoidedAt(10)).isFalse();
        avoidance.unreachable(BEGIN + 10);
        assertThat(avoidedAt(29)).isTrue();
        assertThat(avoidedAt(30)).isFalse();
    }

    @Test
    void whatBehavedForAsLongAsItWasAvoidedBeginsAnew() {
        avoidance.unreachable(BEGIN);
        avoidance.unreachable(BEGIN + 10); // until 30

        avoidance.unreachable(BEGIN + 51);

        assertThat(avoidedAt(60)).isTrue();
        assertThat(avoidedAt(61)).isFalse();
    }

    @Test
    void zeroAvoidsNever() {
        Avoidance never = new Avoidance(0, 1);
        assertThat(never.unreachable(BEGIN)).isFalse();
        assertThat(never.isAvoided(BEGIN)).isFalse();

        Avoidance connectionsOnly = new Avoidance(SHORTEST, 0);
        assertThat(connectionsOnly.broke(BEGIN)).isFalse();
        assertThat(connectionsOnly.unreachable(BEGIN)).isTrue();
    }
}
