package dev.offshoot.routing.host;

import dev.offshoot.routing.facts.ServiceKey;
import java.time.Instant;
import java.util.Comparator;

/**
 * A Service's wish to have a host.
 *
 * @param host lower-case, under a configured domain or equal to one
 * @param created when the Service was: the older of two claims keeps the host
 * @param contextFromOrigin whether the Service opts into {@code Origin} and {@code Referer} as context sources
 */
public record Claim(String host, ServiceKey service, Instant created, boolean contextFromOrigin) {
    /** The older first; equally old ones by namespace and name. */
    static final Comparator<Claim> AGE = Comparator.comparing(Claim::created).thenComparing(Claim::service);
}
