package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.facts.ServiceKind;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Service of a namespace as decisions need it. Immutable; the same object stands in consecutive snapshots while nothing of it
 * changes.
 *
 * @param uid empty where the object has none, or where there is a Tunnel and no object
 * @param kind {@link ServiceKind#CLUSTER_IP} where there is a Tunnel: its endpoints are known
 * @param ports the TCP ones, in the order of the Service
 * @param exposed the port that URLs reach; null where none could be chosen
 * @param tunnelOwner the user whose local process the Service is; null where there is no Tunnel
 * @param real whether there is a Service object and not only a Tunnel
 */
public record CompiledService(
        ServiceKey key,
        String uid,
        Instant created,
        ServiceKind kind,
        List<CompiledPort> ports,
        @Nullable CompiledPort exposed,
        boolean contextFromOrigin,
        @Nullable String tunnelOwner,
        boolean real) {
    public CompiledService {
        ports = List.copyOf(ports);
    }

    /**
     * The port that a call to another Service's port reaches here: by its name, then its number, then the only one; null where
     * there is none.
     */
    public @Nullable CompiledPort portFor(String name, int number) {
        if (!name.isEmpty()) {
            for (int i = 0; i < ports.size(); i++) {
                if (ports.get(i).backend().portName().equals(name)) {
                    return ports.get(i);
                }
            }
        }
        for (int i = 0; i < ports.size(); i++) {
            if (ports.get(i).backend().portNumber() == number) {
                return ports.get(i);
            }
        }
        return ports.size() == 1 ? ports.getFirst() : null;
    }
}
