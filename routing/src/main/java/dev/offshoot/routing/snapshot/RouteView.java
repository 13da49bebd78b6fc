package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.decision.Backend;
import dev.offshoot.routing.facts.ServiceKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Service as a space sees it: what a call by its name reaches there.
 *
 * @param called the Service furthest up the lineage: the baseline's where the root has it
 * @param answering the Service that answers in this space
 * @param override whether {@code answering} stands before another of its name in the lineage
 * @param backends one for each TCP port of {@code answering}, in the order of its ports
 * @param tunnelOwner the user whose local process the Service is; null where it is none
 * @param unusable why calls are refused whatever the port; null where they aren't
 */
public record RouteView(
        ServiceKey called,
        ServiceKey answering,
        boolean override,
        List<Backend> backends,
        @Nullable String tunnelOwner,
        @Nullable String unusable) {
    public RouteView {
        backends = List.copyOf(backends);
    }
}
