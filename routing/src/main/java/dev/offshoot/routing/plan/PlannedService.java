package dev.offshoot.routing.plan;

import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.snapshot.Snapshot;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * What becomes of a Service's interception, as people are shown it.
 *
 * @param overriddenBy Services that stand before it in some lineage, sorted
 * @param why one sentence without a stop
 */
public record PlannedService(ServiceKey service, Action action, List<ServiceKey> overriddenBy, String why) {
    /** What is done to the Service. */
    public enum Action {
        /** In-cluster calls to it pass the gateway. */
        INTERCEPT,
        /** They should, and can't. */
        LEAVE,
        /** They do, and needn't any more. */
        RESTORE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public PlannedService {
        overriddenBy = List.copyOf(overriddenBy);
    }

    /**
     * All of which something is wanted or there, sorted.
     *
     * @param snapshot that the plan follows from
     */
    public static List<PlannedService> of(Snapshot snapshot, InterceptionPlan plan) {
        Needs needs = Needs.of(snapshot);
        return plan.services().entrySet().stream()
                .filter(entry -> !(entry.getValue() instanceof Interception.NotNeeded))
                .map(entry -> of(entry.getKey(), entry.getValue(), needs))
                .toList();
    }

    private static PlannedService of(ServiceKey service, Interception interception, Needs needs) {
        List<ServiceKey> overrides = List.copyOf(needs.overridesOf(service));
        return switch (interception) {
            case Interception.NotNeeded none -> new PlannedService(service, Action.LEAVE, overrides, "not needed");
            case Interception.NotInterceptable it ->
                new PlannedService(
                        service, Action.LEAVE, overrides, it.problem().text());
            case Interception.Restore it -> new PlannedService(service, Action.RESTORE, overrides, it.why());
            case Interception.Intercept it ->
                new PlannedService(service, Action.INTERCEPT, overrides, why(service, needs));
            case Interception.FailOpen it ->
                new PlannedService(service, Action.INTERCEPT, overrides, why(service, needs));
        };
    }

    private static String why(ServiceKey service, Needs needs) {
        TreeSet<ServiceKey> overrides = needs.overridesOf(service);
        if (!overrides.isEmpty()) {
            return "overridden in "
                    + String.join(
                            ", ", overrides.stream().map(ServiceKey::namespace).toList());
        }
        return needs.tunnelled(service) ? "a local process is this Service" : "offshoot.dev/intercept is Always";
    }
}
