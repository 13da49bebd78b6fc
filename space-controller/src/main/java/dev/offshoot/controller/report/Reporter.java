package dev.offshoot.controller.report;

import dev.offshoot.controller.loop.WorkQueue;
import dev.offshoot.routing.facts.DevSpaceFact;
import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.facts.ServiceFact;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.facts.ShadowFact;
import dev.offshoot.routing.plan.Interception;
import dev.offshoot.routing.plan.InterceptionPlan;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.snapshot.Snapshot;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells as Events what is wrong, when it is first seen and again before Kubernetes forgets it, and when an interception begins and ends.
 * Bounded: 50 at once and then five a second, of one object ten and then one a minute. Of one term of leadership; safe for several
 * threads.
 */
public final class Reporter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);

    /** API servers keep Events for an hour unless told otherwise. */
    private static final Duration TELL_AGAIN = Duration.ofMinutes(50);

    /** An interception that began longer ago was told by the leader before. */
    private static final Duration RECENT = Duration.ofMinutes(10);

    private static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager("offshoot")
            .build();

    private final KubernetesClient client;
    private final String instance;
    private final Clock clock;
    private final WorkQueue<Telling> tellings;
    private final Pace pace = new Pace(50, Duration.ofMillis(200));
    private final Map<ObjectRef, Pace> paces = new HashMap<>();
    private final Map<Telling, Integer> counts = new ConcurrentHashMap<>();
    private final Set<Telling> standing = ConcurrentHashMap.newKeySet();
    private Map<ServiceKey, Instant> intercepted = Map.of();
    private boolean first = true;
    private volatile Facts facts = Facts.EMPTY;

    /**
     * @param client stays the caller's
     * @param instance this controller's Pod
     */
    public Reporter(KubernetesClient client, String instance, Clock clock) {
        this.client = client;
        this.instance = instance;
        this.clock = clock;
        this.tellings = new WorkQueue<>("offshoot-events", 1, this::handle);
    }

    /**
     * Takes values that belong together; returns at once.
     *
     * @param more problems that neither snapshot nor plan has
     */
    public synchronized void tell(Facts told, Snapshot snapshot, InterceptionPlan plan, List<Problem> more) {
        facts = told;
        Set<Telling> now = new HashSet<>();
        snapshot.problems().forEach(problem -> add(problem, now));
        plan.problems().forEach(problem -> add(problem, now));
        more.forEach(problem -> add(problem, now));
        standing.retainAll(now);
        counts.keySet().retainAll(now);
        now.stream().filter(standing::add).forEach(telling -> tellings.addAfter(telling, telling.patience()));
        tellInterceptions(plan);
        paces.keySet().retainAll(now.stream().map(Telling::about).collect(Collectors.toSet()));
        first = false;
    }

    /** A namespace's problem is its DevSpace's as well. */
    private void add(Problem problem, Set<Telling> tellings) {
        ObjectRef object = problem.object();
        tellings.add(Telling.of(problem));
        NamespaceFacts namespace = object.kind().equals("Namespace") ? facts.namespace(object.name()) : null;
        if (namespace != null && namespace.devSpace() != null) {
            tellings.add(Telling.of(
                    new Problem(problem.code(), new ObjectRef("DevSpace", "", object.name()), problem.text())));
        }
    }

    private void tellInterceptions(InterceptionPlan plan) {
        Map<ServiceKey, Instant> now = since(facts, plan);
        now.forEach((key, since) -> {
            boolean recent = since.isAfter(clock.instant().minus(RECENT));
            if (first ? recent : !since.equals(intercepted.get(key))) {
                tellings.add(Telling.begun(key, since));
            }
        });
        intercepted.forEach((key, since) -> {
            if (!now.containsKey(key)) {
                tellEnd(key, since, plan.of(key));
            }
        });
        intercepted = now;
    }

    /**
     * Since when Services are intercepted, as their shadows say. What a plan says before that stands there is but its own time, and
     * another one in each plan until then.
     */
    static Map<ServiceKey, Instant> since(Facts facts, InterceptionPlan plan) {
        Map<ServiceKey, Instant> known = new TreeMap<>();
        plan.services().forEach((key, interception) -> {
            NamespaceFacts namespace = facts.namespace(key.namespace());
            if (namespace == null || !(interception instanceof Interception.Intercept begun)) {
                return;
            }
            for (ServiceFact service : namespace.services()) {
                ShadowFact shadow = service.interception().shadow();
                if (shadow != null
                        && shadow.since() != null
                        && service.key().equals(begun.shadow().key())
                        && shadow.since().equals(begun.shadow().state().since())) {
                    known.put(key, shadow.since());
                }
            }
        });
        return known;
    }

    private void tellEnd(ServiceKey key, Instant since, Interception interception) {
        switch (interception) {
            case Interception.Restore restore -> tellings.add(Telling.ended(key, since, false, restore.why()));
            case Interception.FailOpen open -> tellings.add(Telling.ended(key, since, true, "no gateway is ready"));
            case Interception.Intercept again ->
                tellings.add(Telling.ended(key, since, false, "others took our key out of its selector"));
            case Interception.NotNeeded none -> {}
            case Interception.NotInterceptable refused -> {}
        }
    }

    private void handle(Telling telling) {
        if (!EventObject.canBe(telling) || (telling.occasion().isEmpty() && !standing.contains(telling))) {
            return;
        }
        Instant now = clock.instant();
        Duration wait = pace(telling, now);
        if (wait.isPositive()) {
            tellings.addAfter(telling, wait);
            return;
        }
        try {
            write(telling, now);
        } catch (KubernetesClientException e) {
            if (e.getCode() < 400 || e.getCode() >= 500) {
                throw e;
            }
            LOG.info("{} can't be told: {}", telling, e.getMessage()); // such as in a namespace that is going
        }
        if (telling.occasion().isEmpty()) {
            tellings.addAfter(telling, TELL_AGAIN);
        }
    }

    private synchronized Duration pace(Telling telling, Instant now) {
        Duration own = paces.computeIfAbsent(telling.about(), any -> new Pace(10, Duration.ofMinutes(1)))
                .take(now);
        return own.isPositive() ? own : pace.take(now);
    }

    private void write(Telling telling, Instant now) {
        int count = telling.occasion().isEmpty() ? counts.merge(telling, 1, Integer::sum) : 1;
        try {
            client.resource(EventObject.of(telling, uid(telling.about()), instance, now))
                    .create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            if (telling.occasion().isEmpty()) {
                seenAgain(telling, Math.max(count, 2), now);
            }
        }
    }

    private void seenAgain(Telling telling, int count, Instant now) {
        Map<String, Object> series = new LinkedHashMap<>();
        series.put("count", count);
        series.put("lastObservedTime", EventObject.time(now));
        client.events()
                .v1()
                .events()
                .inNamespace(EventObject.namespace(telling.about()))
                .withName(EventObject.name(telling))
                .patch(MERGE, Serialization.asJson(Map.of("series", series)));
    }

    private @Nullable String uid(ObjectRef about) {
        return switch (about.kind()) {
            case "Service" -> service(about);
            case "DevSpace" -> {
                NamespaceFacts namespace = facts.namespace(about.name());
                DevSpaceFact devSpace = namespace == null ? null : namespace.devSpace();
                yield devSpace == null ? null : devSpace.uid();
            }
            case "Namespace" -> {
                Namespace namespace = client.namespaces().withName(about.name()).get();
                yield namespace == null ? null : namespace.getMetadata().getUid();
            }
            default -> null;
        };
    }

    private @Nullable String service(ObjectRef about) {
        NamespaceFacts namespace = facts.namespace(about.namespace());
        return namespace == null
                ? null
                : namespace.services().stream()
                        .filter(service -> service.key().name().equals(about.name()))
                        .map(ServiceFact::uid)
                        .findFirst()
                        .orElse(null);
    }

    @Override
    public void close() {
        tellings.close();
    }
}
