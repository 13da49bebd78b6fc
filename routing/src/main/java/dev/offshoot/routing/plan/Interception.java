package dev.offshoot.routing.plan;

import dev.offshoot.routing.problem.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What should become of a Service's interception. */
public sealed interface Interception {
    /** Nothing is wanted and nothing of ours is there. */
    record NotNeeded() implements Interception {}

    /** It is wanted, can't be had, and nothing of ours is there. */
    record NotInterceptable(Problem problem) implements Interception {}

    /**
     * It is begun or kept.
     *
     * @param mayReach how far
     * @param shadow the shadow to have
     * @param slices the slices to have from {@link Phase#SLICES} on, to be written in this order; others of ours go afterwards
     */
    record Intercept(Phase mayReach, DesiredShadow shadow, List<DesiredSlice> slices) implements Interception {
        public Intercept {
            slices = List.copyOf(slices);
        }
    }

    /**
     * No gateway is ready: the Service is put back on its own endpoints, first by slices of ours that repeat them, then by taking
     * the key away.
     *
     * @param slices to be written in this order; others of ours go afterwards
     */
    record FailOpen(DesiredShadow shadow, List<DesiredSlice> slices) implements Interception {
        public FailOpen {
            slices = List.copyOf(slices);
        }
    }

    /**
     * It ends.
     *
     * @param next what goes next
     * @param shadows names of our shadow Services
     * @param keep the shadow to have until the end, as it must be before the key goes; null where there is none of this Service
     * @param remember whether that shadow stays, for what it remembers
     * @param why one sentence without a stop
     */
    record Restore(
            UndoPhase next, List<String> shadows, @Nullable DesiredShadow keep, boolean remember, String why)
            implements Interception {
        public Restore {
            shadows = List.copyOf(shadows);
        }
    }
}
