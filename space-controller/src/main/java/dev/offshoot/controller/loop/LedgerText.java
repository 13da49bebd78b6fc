package dev.offshoot.controller.loop;

import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.plan.PortLedger;
import dev.offshoot.routing.plan.PortLedger.Lease;
import dev.offshoot.routing.plan.PortLedger.Target;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port ledger as text: a line for each listening port, {@code 20000 shop/orders:80}, and where it was freed when:
 * {@code 20000 shop/orders:80 freed 2026-01-31T12:00:00Z}.
 */
final class LedgerText {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerText.class);
    private static final Pattern LINE =
            Pattern.compile("(\\d{1,5}) ([a-z0-9-]+)/([a-z0-9.-]+):(\\d{1,5})(?: freed (\\S+))?");

    private LedgerText() {}

    static String of(PortLedger ledger) {
        StringBuilder text = new StringBuilder();
        ledger.leases().forEach((listening, lease) -> {
            text.append(listening).append(' ').append(lease.target());
            if (lease.freed() != null) {
                text.append(" freed ").append(lease.freed());
            }
            text.append('\n');
        });
        return text.toString();
    }

    /** Lines that can't be read are left out: ports in use are also known by the slices that name them. */
    static PortLedger read(String text) {
        SortedMap<Integer, Lease> leases = new TreeMap<>();
        for (String line : text.lines().toList()) {
            Matcher fields = LINE.matcher(line);
            try {
                if (!fields.matches()) {
                    throw new IllegalArgumentException("it has another form");
                }
                Target target =
                        new Target(new ServiceKey(fields.group(2), fields.group(3)), Integer.parseInt(fields.group(4)));
                Instant freed = fields.group(5) == null ? null : Instant.parse(fields.group(5));
                leases.put(Integer.parseInt(fields.group(1)), new Lease(target, freed));
            } catch (RuntimeException bad) {
                LOG.warn(
                        "ConfigMap {}: line \"{}\" is left out (expected: a port, namespace/name:port and perhaps freed and"
                                + " a time): {}",
                        PortStore.NAME,
                        line,
                        bad.getMessage());
            }
        }
        return new PortLedger(leases);
    }
}
