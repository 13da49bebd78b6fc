package dev.offshoot.routing.facts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which hosts a Service asks for.
 *
 * @param exposed whether it asks for {@code <service>.<domain>}: annotation {@code offshoot.dev/expose}
 * @param port the port's name or number given as that annotation's value; null where it says {@code "true"} or isn't there
 * @param hosts further hosts, lower-case, in the order written: annotation {@code offshoot.dev/hosts}
 * @param entry whether it asks for the bare domain: annotation {@code offshoot.dev/entry}
 */
public record Exposure(boolean exposed, @Nullable String port, List<String> hosts, boolean entry) {
    public static final Exposure NONE = new Exposure(false, null, List.of(), false);

    public Exposure {
        hosts = List.copyOf(hosts);
    }

    /** Whether any host is asked for. */
    public boolean any() {
        return exposed || entry || !hosts.isEmpty();
    }
}
