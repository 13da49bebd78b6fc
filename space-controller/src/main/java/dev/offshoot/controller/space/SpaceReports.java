package dev.offshoot.controller.space;

import dev.offshoot.controller.report.OlderConnections;
import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.plan.Interception;
import dev.offshoot.routing.plan.InterceptionPlan;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.snapshot.Snapshot;
import dev.offshoot.routing.snapshot.SpaceView;
import dev.offshoot.spaceapi.SpaceInterception;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes reports of spaces from one state of the cluster. */
final class SpaceReports {
    private final Snapshot snapshot;
    private final InterceptionPlan plan;
    private final Map<String, List<Problem>> problems = new HashMap<>();

    private SpaceReports(Snapshot snapshot, InterceptionPlan plan, List<Problem> more) {
        this.snapshot = snapshot;
        this.plan = plan;
        Stream.of(snapshot.problems(), plan.problems(), more)
                .flatMap(List::stream)
                .forEach(problem -> problems.computeIfAbsent(namespace(problem.object()), any -> new ArrayList<>())
                        .add(problem));
    }

    /**
     * Of these spaces. Linear in them, their hosts and all problems.
     *
     * @param more problems that neither snapshot nor plan has
     */
    static Map<String, SpaceReport> of(
            Collection<String> names, Snapshot snapshot, InterceptionPlan plan, List<Problem> more) {
        Map<String, SpaceReport> reports = new HashMap<>();
        SpaceReports made = new SpaceReports(snapshot, plan, more);
        names.forEach(name -> reports.put(name, made.report(name)));
        return reports;
    }

    private static String namespace(ObjectRef object) {
        return object.namespace().isEmpty() ? object.name() : object.namespace();
    }

    private SpaceReport report(String name) {
        SpaceView space = snapshot.view(name);
        TreeSet<Problem> concerning = new TreeSet<>(problems.getOrDefault(name, List.of()));
        TreeMap<ServiceKey, SpaceInterception> interceptions = new TreeMap<>();
        for (ServiceKey overridden : space == null ? List.<ServiceKey>of() : overridden(space)) {
            problems.getOrDefault(overridden.namespace(), List.of()).stream()
                    .filter(problem -> problem.object().equals(ObjectRef.service(overridden)))
                    .forEach(concerning::add);
            SpaceInterception interception = interception(overridden);
            if (interception != null) {
                interceptions.put(overridden, interception);
            }
        }
        return new SpaceReport(
                space == null ? null : place(space), List.copyOf(concerning), List.copyOf(interceptions.values()));
    }

    private List<ServiceKey> overridden(SpaceView space) {
        List<ServiceKey> keys = new ArrayList<>();
        for (String service : space.overrides()) {
            for (String ancestor : space.lineage()) {
                if (!ancestor.equals(space.name())
                        && snapshot.servicesNamed(service).containsKey(ancestor)) {
                    keys.add(new ServiceKey(ancestor, service));
                }
            }
        }
        return keys;
    }

    private @Nullable SpaceInterception interception(ServiceKey key) {
        if (!(plan.of(key) instanceof Interception.Intercept begun)) {
            return null;
        }
        Instant since = begun.shadow().state().since();
        return new SpaceInterception(
                key.toString(),
                since == null ? null : since.toString(),
                since == null ? null : OlderConnections.advice(key));
    }

    private static SpaceReport.Place place(SpaceView space) {
        return new SpaceReport.Place(
                space.parent(),
                space.root(),
                space.joins(),
                space.lineage(),
                space.broken(),
                space.overrides(),
                space.urls());
    }
}
