package dev.offshoot.routing.plan;

import dev.offshoot.routing.decision.Endpoint;
import dev.offshoot.routing.facts.EndpointFact;
import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.facts.ShadowFact;
import dev.offshoot.routing.fixtures.ClusterText;
import dev.offshoot.routing.fixtures.Shop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Plans as text. An input is a cluster as {@link ClusterText} reads it, a line {@code ---} and
 *
 * <pre>
 * now SECONDS
 * replica NAME ADDRESS,... [ports=20000,...] [reached=ADDRESS:PORT,...] [unreachable=ADDRESS:PORT,...] [unready] [draining]
 * port LISTENING NS/SERVICE:PORT [freed=SECONDS]
 * webhook NS/SERVICE
 * binding NS/SERVICE
 * range FIRST-LAST
 * </pre>
 */
final class PlanText {
    private PlanText() {}

    static PlanInput read(String input) {
        String[] parts = input.split("(?m)^---$");
        Facts facts = ClusterText.facts(parts[0]);
        Instant now = Instant.ofEpochSecond(100_000);
        List<Replica> replicas = new ArrayList<>();
        TreeMap<Integer, PortLedger.Lease> leases = new TreeMap<>();
        Set<ServiceKey> webhooks = new HashSet<>();
        Set<ServiceKey> bindings = new HashSet<>();
        int first = 20000;
        int last = 29999;
        for (String line : parts[1].lines().filter(one -> !one.isBlank()).toList()) {
            String[] words = line.trim().split("\\s+");
            switch (words[0]) {
                case "now" -> now = Instant.ofEpochSecond(Long.parseLong(words[1]));
                case "replica" -> replicas.add(replica(words));
                case "port" ->
                    leases.put(Integer.valueOf(words[1]), new PortLedger.Lease(target(words[2]), time(words, "freed")));
                case "webhook" -> webhooks.add(key(words[1]));
                case "binding" -> bindings.add(key(words[1]));
                case "range" -> {
                    first = Integer.parseInt(words[1].split("-")[0]);
                    last = Integer.parseInt(words[1].split("-")[1]);
                }
                default -> throw new IllegalArgumentException(line);
            }
        }
        PlanSettings settings =
                new PlanSettings("offshoot-system", Duration.ofHours(1), first, last, Duration.ofDays(1), 3);
        return new PlanInput(
                facts, Shop.compile(facts), webhooks, bindings, replicas, new PortLedger(leases), now, settings);
    }

    static String shown(InterceptionPlan plan) {
        StringBuilder out = new StringBuilder();
        plan.services().forEach((key, one) -> out.append(key).append(": ").append(shown(one)));
        plan.ports()
                .leases()
                .forEach((port, lease) -> out.append("port ")
                        .append(port)
                        .append(": ")
                        .append(lease.target())
                        .append(
                                lease.freed() == null
                                        ? ""
                                        : " freed " + lease.freed().getEpochSecond())
                        .append('\n'));
        plan.problems()
                .forEach(problem -> out.append("problem ").append(problem).append('\n'));
        if (plan.nextChange() != null) {
            out.append("next change ")
                    .append(plan.nextChange().getEpochSecond())
                    .append('\n');
        }
        return out.toString();
    }

    private static String shown(Interception one) {
        return switch (one) {
            case Interception.NotNeeded none -> "not needed\n";
            case Interception.NotInterceptable refused -> "not interceptable\n";
            case Interception.Intercept begun ->
                "intercept up to " + begun.mayReach() + "\n" + shown(begun.shadow()) + slices(begun.slices());
            case Interception.FailOpen open -> "fail open\n" + shown(open.shadow()) + slices(open.slices());
            case Interception.Restore restore ->
                "restore, next " + restore.next() + ": " + restore.why() + "\n"
                        + (restore.shadows().isEmpty() ? "" : "  of shadows " + restore.shadows() + "\n")
                        + (restore.keep() == null ? "" : shown(restore.keep()));
        };
    }

    private static String shown(DesiredShadow shadow) {
        return "  shadow " + shadow.key().name() + " " + shadow.selector() + " "
                + shadow.ports().stream()
                        .map(port -> port.name() + ":" + port.number())
                        .toList()
                + shown(shadow.state()) + "\n";
    }

    private static String shown(ShadowFact state) {
        return " owner " + state.ownerUid()
                + (state.since() == null ? "" : " since " + state.since().getEpochSecond())
                + (state.lingerUntil() == null
                        ? ""
                        : " until " + state.lingerUntil().getEpochSecond())
                + (state.reversals().isEmpty()
                        ? ""
                        : " reversals "
                                + state.reversals().stream()
                                        .map(Instant::getEpochSecond)
                                        .toList());
    }

    private static String slices(List<DesiredSlice> slices) {
        return slices.stream()
                .map(slice -> "  slice " + slice.name() + (slice.listening() ? " " : " (baseline) ")
                        + slice.ports().stream()
                                .map(port -> port.name() + ":" + port.number())
                                .toList()
                        + slice.endpoints().stream().map(PlanText::shown).collect(Collectors.joining()) + "\n")
                .collect(Collectors.joining());
    }

    private static String shown(EndpointFact endpoint) {
        return " " + endpoint.address() + (endpoint.ready() ? "" : " unready")
                + (endpoint.serving() ? "" : " not serving") + (endpoint.terminating() ? " terminating" : "");
    }

    private static Replica replica(String[] words) {
        List<String> flags = Arrays.asList(words);
        boolean draining = flags.contains("draining");
        return new Replica(
                words[1],
                List.of(words[2].split(",")),
                !draining && !flags.contains("unready"),
                draining,
                list(words, "ports").stream().map(Integer::valueOf).collect(Collectors.toSet()),
                list(words, "reached").stream().map(PlanText::endpoint).collect(Collectors.toSet()),
                list(words, "unreachable").stream().map(PlanText::endpoint).collect(Collectors.toSet()));
    }

    private static Endpoint endpoint(String text) {
        int colon = text.lastIndexOf(':');
        return new Endpoint(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    private static PortLedger.Target target(String text) {
        int colon = text.lastIndexOf(':');
        return new PortLedger.Target(key(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
    }

    private static ServiceKey key(String text) {
        return new ServiceKey(text.split("/")[0], text.split("/")[1]);
    }

    private static Instant time(String[] words, String name) {
        List<String> value = list(words, name);
        return value.isEmpty() ? null : Instant.ofEpochSecond(Long.parseLong(value.getFirst()));
    }

    private static List<String> list(String[] words, String name) {
        return Arrays.stream(words)
                .filter(word -> word.startsWith(name + "="))
                .flatMap(word -> Arrays.stream(word.substring(name.length() + 1).split(",")))
                .toList();
    }
}
