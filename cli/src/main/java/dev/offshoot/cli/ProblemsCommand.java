package dev.offshoot.cli;

import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.show.SpaceText;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code problems}: what can't be honoured. */
@Command(
        name = "problems",
        description = {
            "Lists what can't be honoured in spaces, Services and hosts. Exit code 0 where there is nothing, else 1.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  ${ROOT-COMMAND-NAME} problems",
            "  ${ROOT-COMMAND-NAME} problems -f manifests/           # before they are applied"
        })
final class ProblemsCommand implements Callable<Integer> {
    @Mixin
    private final SnapshotOptions options = new SnapshotOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Override
    public Integer call() {
        List<Problem> problems = options.snapshot().problems();
        output.print(problems.stream().map(Problem::toMap).toList(), () -> SpaceText.problems(problems));
        return problems.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
}
