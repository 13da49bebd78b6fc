package dev.offshoot.gateway.listen;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts intercepted connections that aren't HTTP.
 *
 * @param joined those that became a byte pipe
 * @param failed those that were closed, because no endpoint took a connection
 */
record PipeMeters(Counter joined, Counter failed) {
    static PipeMeters in(MeterRegistry meters) {
        return new PipeMeters(
                meters.counter("offshoot.pipes", "outcome", "joined"),
                meters.counter("offshoot.pipes", "outcome", "failed"));
    }
}
