package dev.offshoot.gateway.route;

import dev.offshoot.gateway.route.RoutingMetrics.Outcome;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import reactor.core.publisher.SignalType;

/**
 * Times one request, from its decision to the end of its exchange.
 *
 * @param start {@link System#nanoTime()} at the decision
 */
record RequestMeter(Map<Outcome, Timer> timers, boolean refused, long start) implements Consumer<SignalType> {
    @Override
    public void accept(SignalType end) {
        Outcome outcome = switch (end) {
            case CANCEL -> Outcome.CANCELLED;
            case ON_ERROR -> refused ? Outcome.REFUSED : Outcome.FAILED;
            default -> Outcome.ANSWERED;
        };
        Objects.requireNonNull(timers.get(outcome)).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    }

    /** Nanoseconds since the decision. */
    long elapsedNanos() {
        return System.nanoTime() - start;
    }
}
