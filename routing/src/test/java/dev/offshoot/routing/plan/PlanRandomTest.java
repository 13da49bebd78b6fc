package dev.offshoot.routing.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.routing.facts.ServiceKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans carried out step by step, or only in part, while users and gateways do as they please. */
class PlanRandomTest {
    private static final int STEPS = 300;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noPortIsGivenTwiceNoServiceLosesItsEndpointsAndAllComesToRest(long seed) {
        PlanWorld world = new PlanWorld(seed);
        PortHistory history = new PortHistory();
        for (int step = 0; step < STEPS; step++) {
            world.disturb();
            InterceptionPlan plan = planned(world, history, seed);
            world.carryOut(plan, false);
            assertThat(world.unserved()).as("seed %s, step %s", seed, step).isEmpty();
        }
        world.calm();
        settle(world, history, seed);
        assertThat(world.wrong()).as("seed %s, at rest", seed).isEmpty();
    }

    private static void settle(PlanWorld world, PortHistory history, long seed) {
        InterceptionPlan before = planned(world, history, seed);
        for (int round = 0; round < 12; round++) {
            world.carryOut(before, true);
            InterceptionPlan plan = planned(world, history, seed);
            if (plan.equals(before)) {
                return;
            }
            before = plan;
        }
        throw new AssertionError("seed " + seed + ": no rest after 12 rounds: " + PlanText.shown(before));
    }

    private static InterceptionPlan planned(PlanWorld world, PortHistory history, long seed) {
        PlanInput input = PlanText.read(world.text());
        InterceptionPlan plan = Planner.plan(input);
        history.check(plan.ports(), input.now(), seed);
        PlanInput again = new PlanInput(
                input.facts(),
                input.snapshot(),
                input.calledByApiServer(),
                input.boundToPods(),
                input.replicas(),
                plan.ports(),
                input.now(),
                input.settings());
        assertThat(Planner.plan(again)).as("seed %s", seed).isEqualTo(plan);
        return plan;
    }

    /** Who had each listening port, and until when. */
    private static final class PortHistory {
        private record Held(ServiceKey service, Instant until) {}

        private final Map<Integer, Held> ports = new TreeMap<>();

        void check(PortLedger ledger, Instant now, long seed) {
            ledger.leases().forEach((port, lease) -> {
                ServiceKey service = lease.target().service();
                Held before = ports.get(port);
                if (before != null && !before.service().equals(service)) {
                    assertThat(now)
                            .as("seed %s: port %s of %s for %s", seed, port, before.service(), service)
                            .isAfterOrEqualTo(before.until().plus(Duration.ofDays(1)));
                }
                ports.put(port, new Held(service, lease.freed() == null ? now : lease.freed()));
            });
        }
    }
}
