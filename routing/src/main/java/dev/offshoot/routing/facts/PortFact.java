package dev.offshoot.routing.facts;

import org.jspecify.annotations.Nullable;

/**
 * One port of a Service.
 *
 * @param name empty where the Service's only port has none
 * @param appProtocol {@code spec.ports[].appProtocol} as written
 */
public record PortFact(
        String name,
        int number,
        Transport transport,
        @Nullable String appProtocol) {
    public PortFact {
        name = name.intern();
    }
}
