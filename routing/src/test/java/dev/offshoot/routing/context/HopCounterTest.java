package dev.offshoot.routing.context;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HopCounterTest {
    @Test
    void beginsAtOne() {
        assertThat(HopCounter.next(TestRequest.EMPTY)).isEqualTo(new HeaderEdit("x-offshoot-hops", "1"));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 2", "' 9\t', 10", "007, 8", "31, 32", "'', 1", "-1, 1", "1.5, 1", "x, 1", "1 2, 1", "٣, 1"})
    void countsOnAndTakesNonsenseForNone(String header, String next) {
        assertThat(HopCounter.next(TestRequest.of("x-offshoot-hops", header)).value())
                .isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource({"32", "33", "4294967296", "99999999999999999999999999"})
    void endsALoop(String header) {
        assertThat(HopCounter.next(TestRequest.of("x-offshoot-hops", header))).isNull();
    }

    @Test
    void takesTheHighestOfSeveral() {
        TestRequest request = TestRequest.of("x-offshoot-hops", "1", "x-offshoot-hops", "7", "x-offshoot-hops", "x");

        assertThat(HopCounter.next(request).value()).isEqualTo("8");
    }

    @Test
    void endsARequestThatTurnsInCirclesAtTheLimit() {
        TestRequest request = TestRequest.EMPTY;
        int passed = 0;
        for (HeaderEdit edit = HopCounter.next(request); edit != null; edit = HopCounter.next(request)) {
            request = request.without(edit.name()).with(edit.name(), edit.value());
            passed++;
        }

        assertThat(passed).isEqualTo(HopCounter.LIMIT);
    }
}
