package dev.offshoot.controller.space;

import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import dev.offshoot.spaceapi.DevSpace;
import dev.offshoot.spaceapi.DevSpaceStatus;
import dev.offshoot.spaceapi.SpaceInterception;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A DevSpace's status as it should be. */
final class SpaceStatus {
    private static final int LONGEST_MESSAGE = 1024;

    private static final Set<ProblemCode> OF_OVERRIDES = EnumSet.of(
            ProblemCode.OVERRIDE_WITHOUT_ENDPOINTS,
            ProblemCode.PORT_MISMATCH,
            ProblemCode.UNSUPPORTED_OVERRIDE,
            ProblemCode.NOT_INTERCEPTABLE,
            ProblemCode.CONTEXT_UNREADABLE,
            ProblemCode.UNREACHABLE,
            ProblemCode.CONFLICT,
            ProblemCode.NO_LISTENING_PORT);

    private final DevSpace devSpace;
    private final Instant now;
    private final List<Condition> conditions = new ArrayList<>();

    private SpaceStatus(DevSpace devSpace, Instant now) {
        this.devSpace = devSpace;
        this.now = now;
    }

    /**
     * @param report of what is known of the space
     * @param work what became of its namespace
     * @param unaware names of the space's Pods that don't look for short names in its ancestors
     */
    static DevSpaceStatus of(
            DevSpace devSpace, SpaceReport report, NamespaceWork work, List<String> unaware, Instant now) {
        return new SpaceStatus(devSpace, now).of(report, work, unaware);
    }

    private DevSpaceStatus of(SpaceReport report, NamespaceWork work, List<String> unaware) {
        SpaceReport.Place place = work.standing().isManaged() ? report.space() : null;
        List<Problem> tooDeep = tooDeep(place);
        condition("NamespaceReady", work.ready(), work.reason(), work.message());
        ready(place, report, work);
        shortNames(place, tooDeep, unaware);
        overrides(place, report);
        List<String> problems = Stream.of(work.problems(), report.problems(), tooDeep)
                .flatMap(List::stream)
                .distinct()
                .sorted()
                .map(Problem::toString)
                .toList();
        return new DevSpaceStatus(
                place == null ? null : orNull(place.lineage()),
                place == null ? null : orNull(place.overrides()),
                place == null ? null : orNull(place.urls()),
                orNull(problems),
                place == null ? null : orNull(report.interceptions()),
                conditions,
                work.createdUid());
    }

    /** Whether all that the space overrides is answered by its overrides. */
    private void overrides(SpaceReport.@Nullable Place place, SpaceReport report) {
        if (place == null || place.overrides().isEmpty()) {
            return;
        }
        Problem first = report.problems().stream()
                .filter(problem -> OF_OVERRIDES.contains(problem.code()))
                .findFirst()
                .orElse(null);
        condition(
                "OverridesServed",
                first == null,
                first == null ? "Served" : first.code().reason(),
                first == null ? "calls in the space are answered by its overrides" : first.text());
    }

    private void shortNames(SpaceReport.@Nullable Place place, List<Problem> tooDeep, List<String> unaware) {
        if (place == null || place.parent() == null || place.broken() != null) {
            return;
        }
        if (!tooDeep.isEmpty()) {
            condition("ShortNames", false, "LineageTooDeep", tooDeep.getFirst().text());
        } else if (!unaware.isEmpty()) {
            condition("ShortNames", false, "PodsWithoutSearchPaths", ShortNames.unawareText(unaware));
        } else {
            condition("ShortNames", true, "InLimits", "ancestors' Services resolve by their short names");
        }
    }

    private List<Problem> tooDeep(SpaceReport.@Nullable Place place) {
        Problem problem =
                place == null ? null : ShortNames.problem(devSpace.getMetadata().getName(), place.lineage());
        return problem == null ? List.of() : List.of(problem);
    }

    /** The same status with other interceptions. */
    static DevSpaceStatus with(@Nullable DevSpaceStatus status, List<SpaceInterception> interceptions) {
        return status == null
                ? new DevSpaceStatus(null, null, null, null, interceptions, null, null)
                : new DevSpaceStatus(
                        status.lineage(),
                        status.overrides(),
                        status.urls(),
                        status.problems(),
                        interceptions,
                        status.conditions(),
                        status.namespaceUid());
    }

    private static <T> @Nullable List<T> orNull(List<T> list) {
        return list.isEmpty() ? null : list;
    }

    private void ready(SpaceReport.@Nullable Place place, SpaceReport report, NamespaceWork work) {
        if (!work.ready()) {
            condition("Ready", false, "NamespaceNotReady", work.message());
        } else if (place == null || !asAsked(place)) {
            condition("Ready", false, "Pending", "the namespace's labels aren't known to routing yet");
        } else if (place.broken() != null) {
            condition("Ready", false, broken(report), place.broken());
        } else if (!work.lineageWritten()) {
            condition("Ready", false, "Pending", "the lineage isn't written on the namespace yet");
        } else {
            condition("Ready", true, "Served", "requests to the space are served along its lineage");
        }
    }

    /** What breaks the space, in one word. */
    private static String broken(SpaceReport report) {
        return report.problems().stream()
                .filter(problem -> report.space() != null
                        && problem.text().equals(report.space().broken()))
                .map(problem -> problem.code().reason())
                .findFirst()
                .orElse("Broken");
    }

    private boolean asAsked(SpaceReport.Place place) {
        return Objects.requireNonNull(devSpace.getSpec()).parent() == null
                ? place.parent() == null
                : Objects.equals(devSpace.getSpec().parent(), place.parent());
    }

    /** The time is that of the last change between true and false. */
    private void condition(String type, boolean holds, String reason, String message) {
        String status = holds ? "True" : "False";
        String since = now.truncatedTo(ChronoUnit.SECONDS).toString();
        for (Condition before : before()) {
            if (type.equals(before.getType()) && status.equals(before.getStatus())) {
                since = Objects.requireNonNullElse(before.getLastTransitionTime(), since);
            }
        }
        conditions.add(new ConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) : message)
                .withLastTransitionTime(since)
                .withObservedGeneration(devSpace.getMetadata().getGeneration())
                .build());
    }

    private List<Condition> before() {
        DevSpaceStatus status = devSpace.getStatus();
        return status == null || status.conditions() == null ? List.of() : status.conditions();
    }
}
