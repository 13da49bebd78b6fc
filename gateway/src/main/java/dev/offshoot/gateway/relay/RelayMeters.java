package dev.offshoot.gateway.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts what the relay's limits refuse and whom it avoids.
 *
 * @param busySpaces requests refused because their space had too many under way
 * @param busyEndpoints requests refused because an endpoint had too many connections in use
 */
record RelayMeters(Counter busySpaces, Counter busyEndpoints) {
    static RelayMeters in(MeterRegistry meters) {
        return new RelayMeters(limited(meters, "space"), limited(meters, "endpoint"));
    }

    private static Counter limited(MeterRegistry meters, String limit) {
        return Counter.builder("offshoot.requests.limited")
                .description("Requests answered 429, by whose limit it was")
                .tag("limit", limit)
                .register(meters);
    }
}
