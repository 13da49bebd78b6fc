package dev.offshoot.controller.tunnel;

import dev.offshoot.controller.loop.TunnelEnd;
import dev.offshoot.routing.facts.TunnelFact;
import dev.offshoot.spaceapi.TunnelStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The controller's part of a Tunnel's status: which gateway holds the connection, whether any does, and since when. */
final class ConnectedStatus {
    private static final String TYPE = "Connected";

    private ConnectedStatus() {}

    /**
     * @param before as it stands
     * @param ports whether the space lets the tunnel serve any port
     */
    static TunnelStatus of(
            TunnelFact tunnel, boolean ports, @Nullable TunnelEnd end, @Nullable TunnelStatus before, Instant now) {
        TunnelEnd holder = ports ? end : null;
        boolean connected = holder != null;
        String status = connected ? "True" : "False";
        String since = now.truncatedTo(ChronoUnit.SECONDS).toString();
        for (Condition condition : conditions(before)) {
            if (TYPE.equals(condition.getType()) && status.equals(condition.getStatus())) {
                since = Objects.requireNonNullElse(condition.getLastTransitionTime(), since);
            }
        }
        Condition condition = new ConditionBuilder()
                .withType(TYPE)
                .withStatus(status)
                .withReason(connected ? "Connected" : ports ? "NotConnected" : "NotInASpace")
                .withMessage(message(tunnel, ports, end))
                .withLastTransitionTime(since)
                .build();
        return new TunnelStatus(null, null, null, holder == null ? null : holder.gateway(), List.of(condition));
    }

    private static String message(TunnelFact tunnel, boolean ports, @Nullable TunnelEnd end) {
        if (!ports) {
            return "namespace " + tunnel.namespace() + " has no Service " + tunnel.service()
                    + " with one of the tunnel's ports, nor do its ancestors (expected: a space)";
        }
        return end == null
                ? "no gateway holds the connection of " + tunnel.owner() + "'s process; its calls are answered 503"
                : "gateway " + end.gateway() + " holds the connection of " + tunnel.owner() + "'s process";
    }

    /** Whether the controller's part of a status is the wanted one. */
    static boolean shows(@Nullable TunnelStatus there, TunnelStatus wanted) {
        return there != null
                && Objects.equals(there.gateway(), wanted.gateway())
                && conditions(there).equals(conditions(wanted));
    }

    private static List<Condition> conditions(@Nullable TunnelStatus status) {
        return status == null || status.conditions() == null ? List.of() : status.conditions();
    }
}
