package dev.offshoot.controller.loop;

import dev.offshoot.routing.plan.PlanSettings;
import dev.offshoot.routing.snapshot.RoutingConfig;
import java.time.Duration;

/**
 * What an operator sets about the controller.
 *
 * @param routing as the gateways have it
 * @param resync how often the whole cluster is compared with its plan, though nothing changed
 */
public record ControllerSettings(PlanSettings plan, RoutingConfig routing, Duration resync) {
    public static final Duration RESYNC = Duration.ofMinutes(5);
}
