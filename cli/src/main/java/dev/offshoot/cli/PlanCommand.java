package dev.offshoot.cli;

import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.plan.InterceptionPlan;
import dev.offshoot.routing.plan.PlanInput;
import dev.offshoot.routing.plan.PlanSettings;
import dev.offshoot.routing.plan.PlannedService;
import dev.offshoot.routing.plan.Planner;
import dev.offshoot.routing.plan.PortLedger;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.show.SpaceText;
import dev.offshoot.routing.snapshot.Snapshot;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code plan}: what the controller would do with manifests. */
@Command(
        name = "plan",
        description = {
            "Says which Services would be intercepted if the manifests were a cluster, which can't be, and why.",
            "",
            "It reads no cluster: the files are all there is, so that they should hold the root space's Services, too. Exit"
                    + " code 1 where there are problems; those that only interception has are listed here alone.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  ${ROOT-COMMAND-NAME} plan -f manifests/",
            "  kubectl kustomize overlays/alice > alice.yaml && ${ROOT-COMMAND-NAME} plan -f base.yaml -f alice.yaml -o json"
        })
final class PlanCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final SnapshotOptions options = new SnapshotOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(
            names = "--gateway-namespace",
            paramLabel = "NAME",
            defaultValue = "offshoot-system",
            description = "Offshoot's own, whose Services are never intercepted; default ${DEFAULT-VALUE}.")
    private String ownNamespace = "";

    @Override
    public Integer call() {
        if (!options.isFiles()) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "Missing required option: '--filename=PATH'");
        }
        Facts facts = options.facts();
        Snapshot snapshot = options.snapshot(facts);
        InterceptionPlan plan = Planner.plan(new PlanInput(
                facts,
                snapshot,
                Set.of(),
                Set.of(),
                List.of(),
                PortLedger.EMPTY,
                Instant.now(),
                PlanSettings.of(ownNamespace)));
        List<PlannedService> services = PlannedService.of(snapshot, plan);
        List<Problem> problems = Stream.concat(snapshot.problems().stream(), plan.problems().stream())
                .distinct()
                .sorted()
                .toList();
        output.print(
                value(services, problems),
                () -> SpaceText.plan(services) + System.lineSeparator() + SpaceText.problems(problems));
        return problems.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static Map<String, Object> value(List<PlannedService> services, List<Problem> problems) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("services", services.stream().map(PlanCommand::value).toList());
        value.put("problems", problems.stream().map(Problem::toMap).toList());
        return value;
    }

    private static Map<String, Object> value(PlannedService service) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("service", service.service());
        value.put("action", service.action().toString());
        value.put("why", service.why());
        value.put("overriddenBy", service.overriddenBy());
        return value;
    }
}
