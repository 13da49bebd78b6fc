package dev.offshoot.clustertests;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The state of something that others change, once they have come to rest. */
final class Resting {
    private static final Duration BETWEEN = Duration.ofMillis(300);
    private static final int LOOKS = 5;

    private int same;
    private String last = "";

    private Resting() {}

    /** The state that several looks in a row saw, each after a condition held. */
    static String state(Duration atMost, Supplier<String> state, BooleanSupplier condition) {
        Resting resting = new Resting();
        await().atMost(atMost)
                .pollInterval(BETWEEN)
                .until(() -> condition.getAsBoolean() ? resting.look(state.get()) : resting.none());
        return resting.last;
    }

    private boolean look(String now) {
        same = now.equals(last) ? same + 1 : 1;
        last = now;
        return same == LOOKS;
    }

    private boolean none() {
        same = 0;
        last = "";
        return false;
    }
}
