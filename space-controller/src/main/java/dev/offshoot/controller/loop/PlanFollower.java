package dev.offshoot.controller.loop;

import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.plan.InterceptionPlan;
import dev.offshoot.routing.snapshot.Snapshot;

/** Other work of a leading controller, which each plan may change. */
public interface PlanFollower extends AutoCloseable {
    PlanFollower NONE = (facts, snapshot, plan) -> {};

    /** Called by one thread at a time, after each plan, with values that belong together; must return soon. */
    void changed(Facts facts, Snapshot snapshot, InterceptionPlan plan);

    /** One that tells both of them, the second one also where the first one fails. */
    static PlanFollower both(PlanFollower first, PlanFollower second) {
        return new PlanFollower() {
            @Override
            public void changed(Facts facts, Snapshot snapshot, InterceptionPlan plan) {
                try {
                    first.changed(facts, snapshot, plan);
                } finally {
                    second.changed(facts, snapshot, plan);
                }
            }

            @Override
            public void close() {
                first.close();
                second.close();
            }
        };
    }

    @Override
    default void close() {}
}
