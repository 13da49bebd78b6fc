package dev.offshoot.routing.plan;

import java.time.Duration;

/**
 * What an operator sets about interception.
 *
 * @param ownNamespace where the controller and the gateways run
 * @param linger how long an interception outlives its need
 * @param firstPort the first listening port
 * @param lastPort the last listening port
 * @param quarantine how long a freed listening port is kept from other Services; also how long a reversal counts
 * @param reversalLimit how many reversals within {@code quarantine} make us step back
 */
public record PlanSettings(
        String ownNamespace, Duration linger, int firstPort, int lastPort, Duration quarantine, int reversalLimit) {
    public PlanSettings {
        if (firstPort < 1 || lastPort > 65535 || firstPort > lastPort) {
            throw new IllegalArgumentException("listening ports: " + firstPort + "-" + lastPort
                    + " (expected: a range within 1-65535, the first before the last)");
        }
    }

    /** An hour's linger, 10,000 ports from 20000, a day, ten reversals. */
    public static PlanSettings of(String ownNamespace) {
        return new PlanSettings(ownNamespace, Duration.ofHours(1), 20000, 29999, Duration.ofDays(1), 10);
    }
}
