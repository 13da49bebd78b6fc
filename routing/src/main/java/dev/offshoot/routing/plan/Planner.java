package dev.offshoot.routing.plan;

import dev.offshoot.routing.facts.Intercept;
import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.facts.PortFact;
import dev.offshoot.routing.facts.ServiceFact;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.facts.ShadowFact;
import dev.offshoot.routing.facts.SliceFact;
import dev.offshoot.routing.facts.SliceOrigin;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import dev.offshoot.routing.snapshot.CompiledService;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes the interception plan. First every Service is judged by itself: wanted or not, and why; then the wanted ones get listening
 * ports; then each plan follows from what is there of it.
 */
public final class Planner {
    /** A Service whose interception is wanted. */
    private record Wanted(Observed observed, ServiceFact service, ShadowFact state) {}

    private final PlanInput input;
    private final Needs needs;
    private final Memory memory;
    private final Set<ServiceKey> existing = new HashSet<>();
    private final TreeMap<ServiceKey, Wanted> wanted = new TreeMap<>();
    private final TreeMap<ServiceKey, Interception> services = new TreeMap<>();
    private final TreeSet<PortLedger.Target> targets = new TreeSet<>();
    private final TreeMap<Integer, PortLedger.Target> found = new TreeMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final TreeSet<Instant> changes = new TreeSet<>();

    private Planner(PlanInput input) {
        this.input = input;
        this.needs = Needs.of(input.snapshot());
        this.memory = new Memory(input.settings(), input.now());
    }

    public static InterceptionPlan plan(PlanInput input) {
        return new Planner(input).plan();
    }

    private InterceptionPlan plan() {
        for (NamespaceFacts namespace : input.facts().namespaces()) {
            namespace.services().forEach(service -> existing.add(service.key()));
        }
        input.facts().namespaces().forEach(this::judge);
        PortLedger ports = input.ports().withFound(found).serving(targets, input.now(), input.settings());
        wanted.forEach((key, one) -> services.put(key, begun(one, ports)));
        return new InterceptionPlan(
                services,
                ports,
                problems.stream().distinct().sorted().toList(),
                changes.isEmpty() ? null : changes.first());
    }

    private void judge(NamespaceFacts namespace) {
        TreeMap<String, @Nullable ServiceFact> called = new TreeMap<>();
        Set<String> remains = new HashSet<>();
        for (ServiceFact service : namespace.services()) {
            if (service.shadowOf() == null) {
                called.put(service.key().name(), service);
            } else if (service.interception().shadow() != null) {
                called.putIfAbsent(service.shadowOf(), null);
                remains.add(service.shadowOf());
            }
            if (service.interception().keyed()) {
                remains.add(service.key().name());
            }
        }
        for (SliceFact slice : namespace.slices()) {
            if (slice.origin() == SliceOrigin.INTERCEPTION) {
                called.putIfAbsent(slice.service(), null);
                remains.add(slice.service());
            }
        }
        called.forEach((name, service) ->
                judge(namespace, new ServiceKey(namespace.name(), name), service, remains.contains(name)));
    }

    /** @param remains whether anything of ours is there: most Services have nothing */
    private void judge(NamespaceFacts namespace, ServiceKey key, @Nullable ServiceFact service, boolean remains) {
        Intercept wish = service == null ? Intercept.NEVER : Needs.wish(service, namespace);
        boolean needed = needs.needed(key);
        if (wish != Intercept.ALWAYS && !needed && !remains) {
            return;
        }
        Observed observed = Observed.of(key, service, namespace);
        if (service == null) {
            ended(observed, "the Service is gone");
            return;
        }
        if (!observed.stale().isEmpty() || observed.staleSlices()) {
            ended(observed, "it is another Service than the one that was intercepted");
            return;
        }
        if (wish == Intercept.NEVER) {
            ended(observed, "offshoot.dev/intercept is Never");
            return;
        }
        unreadable(key);
        String obstacle = obstacle(service, namespace, wish);
        if (obstacle != null) {
            refused(observed, wish == Intercept.ALWAYS || needed, obstacle);
            return;
        }
        judgeNeed(observed, service, wish == Intercept.ALWAYS || needed);
    }

    private @Nullable String obstacle(ServiceFact service, NamespaceFacts namespace, Intercept wish) {
        String obstacle = Obstacle.of(service, namespace, input);
        CompiledService compiled = input.snapshot().service(service.key());
        if (obstacle != null || wish == Intercept.ALWAYS || needs.tunnelled(service.key()) || compiled == null) {
            return obstacle;
        }
        return UnreadablePorts.readable(compiled)
                ? null
                : "none of its ports speaks HTTP (expected: one whose requests name their space)";
    }

    private void unreadable(ServiceKey key) {
        CompiledService compiled = input.snapshot().service(key);
        if (compiled != null) {
            problems.addAll(UnreadablePorts.problems(input.snapshot(), compiled, needs.overridesOf(key)));
        }
    }

    private void judgeNeed(Observed observed, ServiceFact service, boolean needed) {
        ServicePlan plan = of(observed);
        ShadowFact kept = observed.shadow() == null
                ? null
                : observed.shadow().interception().shadow();
        Instant lingerUntil = null;
        if (!needed) {
            boolean began = observed.keyed() && kept != null;
            Instant until = kept == null || kept.lingerUntil() == null
                    ? input.now().plus(input.settings().linger())
                    : kept.lingerUntil();
            if (!began || !input.now().isBefore(until)) {
                ended(observed, "no space overrides it any more");
                return;
            }
            changes.add(until);
            lingerUntil = until;
        }
        ShadowFact state = plan.state(service, lingerUntil);
        if (memory.conflict(state)) {
            conflict(observed, plan, state);
            return;
        }
        wanted.put(service.key(), new Wanted(observed, service, state));
        service.ports().forEach(port -> targets.add(new PortLedger.Target(service.key(), port.number())));
        noteFound(observed, service);
    }

    private Interception begun(Wanted one, PortLedger ports) {
        ServiceKey key = one.service().key();
        SortedMap<Integer, Integer> listening = ports.of(key);
        ServicePlan plan = of(one.observed());
        for (PortFact port : one.service().ports()) {
            if (!listening.containsKey(port.number())) {
                Problem problem = new Problem(
                        ProblemCode.NO_LISTENING_PORT,
                        ObjectRef.service(key),
                        "no listening port is left for port " + port.number() + " (expected: a free one within "
                                + input.settings().firstPort() + "-"
                                + input.settings().lastPort()
                                + "); the Service isn't intercepted");
                problems.add(problem);
                return one.observed().anything()
                        ? plan.unwanted(false, "no listening port is left")
                        : new Interception.NotInterceptable(problem);
            }
        }
        return plan.wanted(one.service(), one.state(), listening, problems);
    }

    private void conflict(Observed observed, ServicePlan plan, ShadowFact state) {
        String why = "others took " + state.reversals().size() + " times within "
                + input.settings().quarantine() + " the key offshoot.dev/intercepted out of the selector";
        problems.add(new Problem(
                ProblemCode.CONFLICT,
                ObjectRef.service(observed.key()),
                why + " (expected: fewer than " + input.settings().reversalLimit()
                        + "; let your deployment tool ignore that key); the Service isn't intercepted until they are"
                        + " older"));
        Instant forgets = memory.forgets(state);
        if (forgets != null) {
            changes.add(forgets);
        }
        services.put(observed.key(), plan.unwanted(true, why));
        noteRemaining(observed);
    }

    private void refused(Observed observed, boolean asked, String obstacle) {
        Problem problem = new Problem(
                ProblemCode.NOT_INTERCEPTABLE,
                ObjectRef.service(observed.key()),
                obstacle + "; in-cluster calls reach its own endpoints whatever their space");
        if (asked) {
            problems.add(problem);
        }
        if (observed.anything()) {
            ended(observed, obstacle);
        } else if (asked) {
            services.put(observed.key(), new Interception.NotInterceptable(problem));
        }
    }

    private void ended(Observed observed, String why) {
        if (observed.anything()) {
            services.put(observed.key(), of(observed).unwanted(false, why));
            noteRemaining(observed);
        }
    }

    private ServicePlan of(Observed observed) {
        return new ServicePlan(observed, input.replicas(), memory, existing::contains);
    }

    /** While slices remain, their listening ports stay given. */
    private void noteRemaining(Observed observed) {
        ServiceFact service = observed.service();
        if (!observed.listening().isEmpty() && service != null) {
            service.ports().stream()
                    .map(port -> new PortLedger.Target(service.key(), port.number()))
                    .filter(target -> input.ports().of(service.key()).containsKey(target.port()))
                    .forEach(targets::add);
        }
    }

    /** Listening ports that our slices have, should the ledger have been lost. */
    private void noteFound(Observed observed, ServiceFact service) {
        for (SliceFact slice : observed.listening()) {
            for (SliceFact.Port port : slice.ports()) {
                for (PortFact called : service.ports()) {
                    if (called.name().equals(port.name())) {
                        found.putIfAbsent(port.number(), new PortLedger.Target(service.key(), called.number()));
                    }
                }
            }
        }
    }
}
