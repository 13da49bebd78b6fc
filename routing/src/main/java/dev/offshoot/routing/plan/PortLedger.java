package dev.offshoot.routing.plan;

import dev.offshoot.routing.facts.ServiceKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which listening port belongs to which port of which Service. A port that was freed belongs to its Service for a while yet, since
 * connections and slices that lead to it may linger; the same Service gets it back.
 *
 * @param leases by listening port
 */
public record PortLedger(SortedMap<Integer, Lease> leases) {
    public static final PortLedger EMPTY = new PortLedger(new TreeMap<>());

    /** A port of a Service that needs a listening port. */
    public record Target(ServiceKey service, int port) implements Comparable<Target> {
        private static final Comparator<Target> ORDER =
                Comparator.comparing(Target::service).thenComparing(Target::port);

        @Override
        public int compareTo(Target other) {
            return ORDER.compare(this, other);
        }

        /** Printed as {@code namespace/name:port}. */
        @Override
        public String toString() {
            return service + ":" + port;
        }
    }

    /** @param freed when it was given back; null while it is in use */
    public record Lease(Target target, @Nullable Instant freed) {}

    public PortLedger {
        leases = Collections.unmodifiableSortedMap(new TreeMap<>(leases));
    }

    /** The listening ports of a Service by its own ports' numbers. */
    public SortedMap<Integer, Integer> of(ServiceKey service) {
        SortedMap<Integer, Integer> ports = new TreeMap<>();
        leases.forEach((listening, lease) -> {
            if (lease.target().service().equals(service) && lease.freed() == null) {
                ports.put(lease.target().port(), listening);
            }
        });
        return ports;
    }

    /** This ledger with ports found in use that it doesn't know of; what it knows stays. */
    PortLedger withFound(SortedMap<Integer, Target> found) {
        SortedMap<Integer, Lease> all = new TreeMap<>(leases);
        found.forEach((listening, target) -> all.putIfAbsent(listening, new Lease(target, null)));
        return new PortLedger(all);
    }

    /**
     * A port for each target, as long as the settings' range has any; ports of other targets are freed, and forgotten when their
     * quarantine is over.
     */
    PortLedger serving(SortedSet<Target> targets, Instant now, PlanSettings settings) {
        SortedMap<Integer, Lease> next = new TreeMap<>();
        Map<Target, Integer> has = new HashMap<>();
        leases.forEach((listening, lease) -> {
            if (targets.contains(lease.target()) && has.putIfAbsent(lease.target(), listening) == null) {
                next.put(listening, new Lease(lease.target(), null));
            } else if (kept(lease, now, settings.quarantine())) {
                next.put(listening, new Lease(lease.target(), lease.freed() == null ? now : lease.freed()));
            }
        });
        int candidate = settings.firstPort();
        for (Target target : targets) {
            if (has.containsKey(target)) {
                continue;
            }
            while (candidate <= settings.lastPort() && next.containsKey(candidate)) {
                candidate++;
            }
            if (candidate <= settings.lastPort()) {
                next.put(candidate, new Lease(target, null));
            }
        }
        return new PortLedger(next);
    }

    private static boolean kept(Lease lease, Instant now, Duration quarantine) {
        return lease.freed() == null || now.isBefore(lease.freed().plus(quarantine));
    }
}
