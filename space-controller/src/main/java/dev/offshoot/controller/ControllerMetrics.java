package dev.offshoot.controller;

import dev.offshoot.controller.loop.Controller;
import dev.offshoot.routing.plan.Interception;
import dev.offshoot.routing.plan.InterceptionPlan;
import dev.offshoot.routing.plan.Phase;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What the controller's metrics tell: who leads, and what its plan says. Replicas that don't lead count nothing. */
final class ControllerMetrics implements MeterBinder {
    private final Tenure tenure;

    ControllerMetrics(Tenure tenure) {
        this.tenure = tenure;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("offshoot.controller.leader", () -> tenure.controller() == null ? 0 : 1)
                .description("1 while this replica leads")
                .register(registry);
        gauge(registry, "offshoot.controller.intercepted", "Services that are intercepted", plan -> count(plan, true));
        gauge(
                registry,
                "offshoot.controller.underway",
                "Services whose interception begins or ends",
                plan -> count(plan, false));
        gauge(
                registry,
                "offshoot.controller.problems",
                "Problems of the plan",
                plan -> plan.problems().size());
        gauge(
                registry,
                "offshoot.controller.ports",
                "Listening ports given or kept",
                plan -> plan.ports().leases().size());
    }

    private void gauge(MeterRegistry registry, String name, String text, ToDoubleFunction<InterceptionPlan> value) {
        Gauge.builder(name, () -> of(tenure.controller(), value))
                .description(text)
                .register(registry);
    }

    private static double of(@Nullable Controller controller, ToDoubleFunction<InterceptionPlan> value) {
        InterceptionPlan plan = controller == null ? null : controller.plan();
        return plan == null ? 0 : value.applyAsDouble(plan);
    }

    /** @param settled whether those count that stay as they are, or those that change */
    private static long count(InterceptionPlan plan, boolean settled) {
        return plan.services().values().stream()
                .filter(one -> switch (one) {
                    case Interception.NotNeeded none -> false;
                    case Interception.NotInterceptable refused -> false;
                    case Interception.Intercept begun -> settled == (begun.mayReach() == Phase.HANDED_BACK);
                    case Interception.FailOpen open -> !settled;
                    case Interception.Restore restore -> !settled;
                })
                .count();
    }
}
