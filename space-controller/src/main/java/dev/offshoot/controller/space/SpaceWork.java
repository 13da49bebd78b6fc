package dev.offshoot.controller.space;

import dev.offshoot.cluster.intercept.Executor;
import dev.offshoot.controller.loop.ControllerSettings;
import dev.offshoot.controller.loop.PlanFollower;
import dev.offshoot.controller.loop.WorkQueue;
import dev.offshoot.controller.report.Reporter;
import dev.offshoot.routing.facts.DevSpaceFact;
import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.facts.PodFact;
import dev.offshoot.routing.facts.SpaceFact;
import dev.offshoot.routing.plan.InterceptionPlan;
import dev.offshoot.routing.plan.PortLedger;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.snapshot.Snapshot;
import dev.offshoot.routing.snapshot.Space;
import dev.offshoot.spaceapi.DevSpace;
import dev.offshoot.spaceapi.DevSpaceSpec;
import dev.offshoot.spaceapi.DevSpaceStatus;
import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps namespaces as DevSpaces ask and every child space's lineage written, and reports what is wrong. Level-triggered: what is done
 * for a name follows from what is there. Of one term of leadership.
 */
public final class SpaceWork implements PlanFollower {
    private static final int WORKERS = 4;

    /** How often a DevSpace is compared with all that it should have, since what its namespace holds isn't watched. */
    private static final Duration LOOK_AGAIN = Duration.ofHours(2);

    /** How often one is looked at that waits for something that isn't watched. */
    private static final Duration WAITING = Duration.ofSeconds(2);

    /** One state of the cluster. */
    private record Seen(
            Facts facts,
            Snapshot snapshot,
            InterceptionPlan plan,
            List<Problem> faults,
            Map<String, SpaceReport> reports) {
        static final Seen NOTHING = new Seen(
                Facts.EMPTY,
                Snapshot.EMPTY,
                new InterceptionPlan(Collections.emptySortedMap(), PortLedger.EMPTY, List.of(), null),
                List.of(),
                Map.of());
    }

    /** All that the work for a name follows from, as far as it is watched. */
    private record Cause(
            @Nullable DevSpaceFact devSpace,
            @Nullable SpaceFact space,
            List<PodFact> pods,
            @Nullable String written,
            @Nullable String lineage,
            SpaceReport report) {}

    private final KubernetesClient client;
    private final String ownNamespace;
    private final Clock clock;
    private final Executor executor;
    private final Reporter reporter;
    private final Duration resync;
    private final WorkQueue<String> names;
    private final WorkQueue<String> rootNames;
    private final Map<String, RootSpace> roots = new ConcurrentHashMap<>();
    private final Map<String, List<Problem>> found = new ConcurrentHashMap<>();
    private Map<String, Cause> causes = new HashMap<>();
    private volatile Seen seen = Seen.NOTHING;

    /**
     * Begins with the first {@link #changed}.
     *
     * @param client stays the caller's
     * @param reporter closed with this
     */
    public SpaceWork(KubernetesClient client, ControllerSettings settings, Reporter reporter, Clock clock) {
        this.client = client;
        this.ownNamespace = settings.plan().ownNamespace();
        this.clock = clock;
        this.executor = new Executor(client, clock);
        this.reporter = reporter;
        this.resync = settings.resync();
        this.rootNames = new WorkQueue<>("offshoot-roots", 1, this::lookAtRoot);
        this.names = new WorkQueue<>("offshoot-spaces", WORKERS, this::handle);
    }

    @Override
    public void changed(Facts facts, Snapshot snapshot, InterceptionPlan plan) {
        Set<String> asked = new TreeSet<>();
        for (NamespaceFacts namespace : facts.namespaces()) {
            if (namespace.devSpace() != null) {
                asked.add(namespace.name());
            }
        }
        List<Problem> faults = OverrideFaults.of(snapshot);
        Map<String, SpaceReport> reports = SpaceReports.of(asked, snapshot, plan, faults);
        seen = new Seen(facts, snapshot, plan, faults, reports);
        Map<String, Cause> now = new HashMap<>();
        for (NamespaceFacts namespace : facts.namespaces()) {
            String lineage = lineage(snapshot, namespace.name());
            if (namespace.devSpace() != null || !Objects.equals(lineage, namespace.lineage())) {
                SpaceReport report = reports.getOrDefault(namespace.name(), SpaceReport.NONE);
                now.put(
                        namespace.name(),
                        new Cause(
                                namespace.devSpace(),
                                namespace.space(),
                                namespace.pods(),
                                namespace.lineage(),
                                lineage,
                                report));
            }
        }
        now.forEach((name, cause) -> {
            boolean ending = cause.devSpace() != null && cause.devSpace().deleting();
            if (ending || !cause.equals(causes.get(name))) {
                names.add(name);
            }
        });
        causes = now;
        found.keySet().retainAll(asked);
        report();
    }

    private void report() {
        Seen current = seen;
        reporter.tell(current.facts(), current.snapshot(), current.plan(), problems(current));
    }

    /** Those that neither snapshot nor plan has. */
    private List<Problem> problems(Seen current) {
        Snapshot snapshot = current.snapshot();
        List<Problem> problems = new ArrayList<>(current.faults());
        found.values().forEach(problems::addAll);
        for (String name : snapshot.spaceNames()) {
            Space space = snapshot.space(name);
            if (space != null && space.child() && space.lineage().size() > ShortNames.SURELY_FINE) {
                Problem tooDeep = ShortNames.problem(name, space.lineage());
                if (tooDeep != null) {
                    problems.add(tooDeep);
                }
            }
        }
        return problems;
    }

    /** The annotation that a namespace should have; null for none. */
    private static @Nullable String lineage(Snapshot snapshot, String name) {
        Space space = snapshot.space(name);
        return space == null || !space.child() ? null : String.join(",", space.lineage());
    }

    private void handle(String name) {
        try {
            Seen now = seen;
            NamespaceFacts facts = now.facts().namespace(name);
            if (facts != null && facts.devSpace() != null) {
                devSpace(name, now);
            }
            writeLineage(name, now.snapshot());
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            names.addAfter(name, Duration.ofMillis(100)); // it changed while it was worked on
        }
    }

    private void writeLineage(String name, Snapshot snapshot) {
        String wanted = lineage(snapshot, name);
        NamespaceFacts facts = seen.facts().namespace(name);
        if (facts == null || Objects.equals(wanted, facts.lineage())) {
            return;
        }
        LiveSpace live = new LiveSpace(client, name);
        Namespace namespace = live.namespace();
        if (namespace != null
                && !Objects.equals(wanted, Standing.annotations(namespace).get(Names.LINEAGE))) {
            live.lineage(namespace, wanted);
        }
    }

    private void devSpace(String name, Seen now) {
        LiveSpace live = new LiveSpace(client, name);
        DevSpace devSpace = live.devSpace();
        if (devSpace == null) {
            return;
        }
        if (devSpace.getMetadata().getDeletionTimestamp() != null) {
            SpaceReport report = now.reports().getOrDefault(name, SpaceReport.NONE);
            SpaceEnd end = new SpaceEnd(client, executor, ownNamespace, devSpace);
            if (!end.end(now.facts(), now.plan(), report, clock.instant())) {
                names.addAfter(name, WAITING);
            }
            return;
        }
        DevSpaceSpec spec = devSpace.getSpec();
        if (spec == null) {
            return; // the API server takes none such; a problem already
        }
        if (!devSpace.getMetadata().getFinalizers().contains(Names.FINALIZER)) {
            devSpace = live.finalizer(devSpace, true);
        }
        NamespaceFacts facts = now.facts().namespace(name);
        String lineage = lineage(now.snapshot(), name);
        boolean written = facts != null && Objects.equals(lineage, facts.lineage());
        String parent = spec.parent();
        RootSpace root = parent == null ? null : root(now.snapshot().rootOf(parent));
        try {
            NamespaceWork work = new SpaceMaker(client, ownNamespace, devSpace, root).make(written);
            tell(live, devSpace, now, work);
            names.addAfter(name, work.standing() == Standing.ENDING ? WAITING : LOOK_AGAIN);
        } catch (KubernetesClientException e) {
            if (NamespaceWork.isRefusal(e)) {
                tell(live, devSpace, now, NamespaceWork.refused(devSpace, e));
            }
            throw e;
        }
    }

    /** Read again every resync, so that a thousand spaces don't each ask for it. */
    private @Nullable RootSpace root(@Nullable String name) {
        if (name == null) {
            return null;
        }
        RootSpace known = roots.get(name);
        if (known != null) {
            return known;
        }
        rootNames.addAfter(name, resync);
        RootSpace read = RootSpace.read(client, name);
        RootSpace meanwhile = read == null ? null : roots.putIfAbsent(name, read);
        return meanwhile == null ? read : meanwhile;
    }

    private void lookAtRoot(String name) {
        List<String> spaces = seen.reports().entrySet().stream()
                .filter(entry -> isUnder(name, entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        RootSpace read = spaces.isEmpty() ? null : RootSpace.read(client, name);
        if (read == null) {
            roots.remove(name);
            return;
        }
        if (!read.equals(roots.put(name, read))) {
            spaces.forEach(names::add);
        }
        rootNames.addAfter(name, resync);
    }

    private static boolean isUnder(String root, SpaceReport report) {
        return report.space() != null && root.equals(report.space().root());
    }

    private void tell(LiveSpace live, DevSpace devSpace, Seen now, NamespaceWork work) {
        String name = devSpace.getMetadata().getName();
        SpaceReport report = now.reports().getOrDefault(name, SpaceReport.NONE);
        DevSpaceStatus status = SpaceStatus.of(devSpace, report, work, unaware(live, report, work), clock.instant());
        if (!status.equals(devSpace.getStatus())) {
            live.status(devSpace, status);
        }
        List<Problem> before = work.problems().isEmpty() ? found.remove(name) : found.put(name, work.problems());
        if (!work.problems().equals(before == null ? List.of() : before)) {
            report();
        }
    }

    private static List<String> unaware(LiveSpace live, SpaceReport report, NamespaceWork work) {
        SpaceReport.Place place = report.space();
        return place == null || place.lineage().size() < 2 || !work.lineageWritten()
                ? List.of()
                : ShortNames.unaware(live.pods(), place.lineage());
    }

    @Override
    public void close() {
        names.close();
        rootNames.close();
        reporter.close();
    }
}
