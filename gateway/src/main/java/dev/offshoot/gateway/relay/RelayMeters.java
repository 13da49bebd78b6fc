package dev.offshoot.gateway.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts what the relay's limits refuse and whom it avoids.
 *
 * @param busySpaces requests refused because their space had too many under way
 * @param busyEndpoints requests refused because an endpoint had too many connections in use
 * @param avoidedUnreachable times that an endpoint began to be avoided because it took no connection
 * @param avoidedBroken because requests in a row ended without an answer
 */
record RelayMeters(Counter busySpaces, Counter busyEndpoints, Counter avoidedUnreachable, Counter avoidedBroken) {
    static RelayMeters in(MeterRegistry meters) {
        return new RelayMeters(
                limited(meters, "space"),
                limited(meters, "endpoint"),
                avoided(meters, "unreachable"),
                avoided(meters, "broke"));
    }

    private static Counter limited(MeterRegistry meters, String limit) {
        return Counter.builder("offshoot.requests.limited")
                .description("Requests answered 429, by whose limit it was")
                .tag("limit", limit)
                .register(meters);
    }

    private static Counter avoided(MeterRegistry meters, String why) {
        return Counter.builder("offshoot.endpoints.avoided")
                .description("Times that an endpoint began to be avoided")
                .tag("why", why)
                .register(meters);
    }
}
