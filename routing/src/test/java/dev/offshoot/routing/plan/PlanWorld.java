package dev.offshoot.routing.plan;

import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.facts.ShadowFact;
import dev.offshoot.routing.facts.SliceFact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A cluster in miniature: five Services of a root, each with or without an override, three gateways, a clock, and Kubernetes'
 * endpoint controller. Carries plans out as the controller does.
 */
final class PlanWorld {
    private static final int SERVICES = 5;

    private static final class Called {
        private final ServiceKey key;
        private int uid;
        private int ports = 1;
        private boolean overridden;
        private boolean keyed;
        private boolean ownFilled = true;
        private boolean baselineSlices;
        private ShadowFact shadow;
        private List<SliceFact.Port> listening = List.of();
        /** Gateways in our slices, and whether as ready ones. */
        private TreeMap<String, Boolean> listed = new TreeMap<>();

        Called(ServiceKey key) {
            this.key = key;
        }
    }

    private static final class Gateway {
        private final String address;
        private boolean up = true;
        private boolean draining;
        private final TreeSet<Integer> listening = new TreeSet<>();

        Gateway(String address) {
            this.address = address;
        }
    }

    private final Random random;
    private final List<Called> services = new ArrayList<>();
    private final List<Gateway> gateways = new ArrayList<>();
    private PortLedger ledger = PortLedger.EMPTY;
    private long now = 100_000;
    private int uids;

    PlanWorld(long seed) {
        random = new Random(seed);
        for (int i = 0; i < SERVICES; i++) {
            services.add(new Called(new ServiceKey("default", "s" + i)));
        }
        for (int i = 0; i < 3; i++) {
            gateways.add(new Gateway("10.9.0." + i));
        }
    }

    /** Somebody does something. */
    void disturb() {
        Called one = services.get(random.nextInt(SERVICES));
        Gateway gateway = gateways.get(random.nextInt(gateways.size()));
        switch (random.nextInt(9)) {
            case 0, 1, 2 -> one.overridden = !one.overridden;
            case 3 -> revert(one);
            case 4 -> recreate(one);
            case 5 -> one.ports = 3 - one.ports;
            case 6 -> {
                gateway.draining = gateway.up && !gateway.draining;
            }
            case 7 -> stopOrStart(gateway);
            default -> now += random.nextInt(40_000);
        }
        now++;
        services.forEach(this::endpoints);
    }

    private void revert(Called one) {
        one.keyed = false;
        one.ownFilled = true;
    }

    /** A Service deleted and made anew: what is ours of the old one is still to be collected. */
    private void recreate(Called one) {
        one.uid = ++uids;
        revert(one);
    }

    /** One gateway at least is left, since dead addresses can't be helped by any plan. */
    private void stopOrStart(Gateway gateway) {
        boolean listed = services.stream().anyMatch(one -> one.listed.containsKey(gateway.address));
        if (!gateway.up || !listed) {
            gateway.up = !gateway.up;
            gateway.draining = false;
            gateway.listening.clear();
        }
    }

    /** Kubernetes follows sooner or later. */
    private void endpoints(Called one) {
        one.ownFilled |= !one.keyed && random.nextBoolean();
    }

    /** Nobody does anything more; two days pass, so that reversals are forgotten. */
    void calm() {
        now += 200_000;
        gateways.forEach(gateway -> {
            gateway.up = true;
            gateway.draining = false;
        });
        services.forEach(one -> one.ownFilled |= !one.keyed);
    }

    void carryOut(InterceptionPlan plan, boolean all) {
        ledger = plan.ports();
        for (Called one : services) {
            if (all || random.nextInt(3) > 0) {
                carryOut(one, plan.of(one.key));
            }
        }
        for (Gateway gateway : gateways) {
            if (all || random.nextBoolean()) {
                follow(gateway);
            }
        }
        services.forEach(one -> one.ownFilled |= all && !one.keyed);
        now++;
    }

    private void carryOut(Called one, Interception interception) {
        switch (interception) {
            case Interception.NotNeeded none -> {}
            case Interception.NotInterceptable refused -> {}
            case Interception.Intercept begun -> begin(one, begun);
            case Interception.FailOpen open -> {
                one.shadow = open.shadow().state();
                list(one, open.slices());
                one.baselineSlices = true;
                takeAway(one);
            }
            case Interception.Restore restore -> restore(one, restore);
        }
    }

    private void begin(Called one, Interception.Intercept begun) {
        one.shadow = begun.shadow().state();
        if (begun.mayReach() == Phase.SHADOW_FIRST) {
            return;
        }
        list(one, begun.slices());
        one.baselineSlices = false;
        if (begun.mayReach() == Phase.SELECTOR_KEY) {
            one.keyed = true;
            one.ownFilled = false;
        }
    }

    private static void list(Called one, List<DesiredSlice> slices) {
        one.listening = slices.stream()
                .filter(DesiredSlice::listening)
                .flatMap(slice -> slice.ports().stream())
                .distinct()
                .toList();
        one.listed = new TreeMap<>();
        slices.stream()
                .filter(DesiredSlice::listening)
                .flatMap(slice -> slice.endpoints().stream())
                .forEach(endpoint -> one.listed.put(endpoint.address(), endpoint.ready()));
    }

    private void restore(Called one, Interception.Restore restore) {
        if (restore.keep() != null) {
            one.shadow = restore.keep().state();
        }
        takeAway(one);
        list(one, List.of());
        one.baselineSlices = false;
        if (!restore.remember()) {
            one.shadow = null;
        }
    }

    /** And waits for the Service's own endpoints. */
    private static void takeAway(Called one) {
        one.keyed = false;
        one.ownFilled = true;
    }

    private void follow(Gateway gateway) {
        if (gateway.up) {
            gateway.listening.clear();
            services.forEach(one -> one.listening.forEach(port -> gateway.listening.add(port.number())));
        }
    }

    /** Services that have neither endpoints of their own nor a listed gateway that is up. */
    List<String> unserved() {
        return services.stream()
                .filter(one -> !one.ownFilled && !one.baselineSlices)
                .filter(one ->
                        gateways.stream().noneMatch(gateway -> gateway.up && one.listed.containsKey(gateway.address)))
                .map(one -> one.key.name())
                .toList();
    }

    /** Services that aren't what they should be when all is calm. */
    List<String> wrong() {
        return services.stream()
                .filter(one -> one.keyed != one.overridden
                        || (one.shadow != null) != one.overridden
                        || one.listed.size() != (one.overridden ? gateways.size() : 0)
                        || one.listed.containsValue(false))
                .map(one -> one.key.name() + (one.overridden ? " isn't intercepted" : " isn't restored"))
                .toList();
    }

    /** As {@link PlanText} reads it. */
    String text() {
        StringBuilder text = new StringBuilder("space default root\nspace alice parent=default\n");
        services.forEach(one -> add(text, one));
        text.append("---\nnow ").append(now).append('\n');
        ledger.leases()
                .forEach((port, lease) -> text.append("port ")
                        .append(port)
                        .append(' ')
                        .append(lease.target())
                        .append(
                                lease.freed() == null
                                        ? ""
                                        : " freed=" + lease.freed().getEpochSecond())
                        .append('\n'));
        String reached = services.stream().map(PlanWorld::endpoint).collect(Collectors.joining(","));
        for (Gateway gateway : gateways) {
            if (gateway.up) {
                text.append("replica ").append(gateway.address).append(' ').append(gateway.address);
                if (!gateway.listening.isEmpty()) {
                    text.append(" ports=").append(joined(gateway.listening));
                }
                text.append(gateway.draining ? " draining" : "")
                        .append(" reached=")
                        .append(reached)
                        .append('\n');
            }
        }
        return text.toString();
    }

    private static void add(StringBuilder text, Called one) {
        String name = one.key.name();
        String ports = one.ports == 1 ? " a:80" : " a:80 b:81";
        text.append("service default/")
                .append(name)
                .append(ports)
                .append(" uid=u")
                .append(one.uid);
        text.append(one.keyed ? " keyed\n" : "\n");
        if (one.overridden) {
            text.append("service alice/").append(name).append(ports).append('\n');
        }
        text.append("slice default/").append(name).append(" a:8080");
        text.append(one.ownFilled ? " @" + address(one) : "").append('\n');
        if (one.shadow != null) {
            text.append("service default/").append(name).append("-baseline").append(ports);
            text.append(" headless shadow-of=").append(name).append(" owner=").append(one.shadow.ownerUid());
            text.append(
                    one.shadow.since() == null
                            ? ""
                            : " since=" + one.shadow.since().getEpochSecond());
            text.append(
                    one.shadow.lingerUntil() == null
                            ? ""
                            : " until=" + one.shadow.lingerUntil().getEpochSecond());
            text.append(" reversals=")
                    .append(joined(one.shadow.reversals().stream()
                            .map(Instant::getEpochSecond)
                            .toList()));
            text.append("\nslice default/")
                    .append(name)
                    .append("-baseline a:8080 @")
                    .append(address(one))
                    .append('\n');
        }
        if (!one.listening.isEmpty()) {
            text.append("slice default/").append(name);
            one.listening.forEach(
                    port -> text.append(' ').append(port.name()).append(':').append(port.number()));
            one.listed.forEach(
                    (address, ready) -> text.append(" @").append(address).append(ready ? "" : "!terminating"));
            text.append(" by=offshoot uid=").append(one.shadow == null ? "u" + one.uid : one.shadow.ownerUid());
            text.append('\n');
        }
    }

    private static String joined(Collection<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static String address(Called one) {
        return "10.0.0." + one.key.name().substring(1);
    }

    private static String endpoint(Called one) {
        return address(one) + ":8080";
    }
}
