package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.facts.ServiceKey;
import java.time.Instant;
import java.util.Comparator;

/**
 * An interception slice's wish that the gateway listen for one port of a Service.
 *
 * @param port the listening port
 * @param created when the Service was: of two that want one listening port the older gets it
 */
record ListenerClaim(int port, ServiceKey service, String portName, Instant created) {
    static final Comparator<ListenerClaim> ORDER = Comparator.comparingInt(ListenerClaim::port)
            .thenComparing(ListenerClaim::created)
            .thenComparing(ListenerClaim::service)
            .thenComparing(ListenerClaim::portName);
}
