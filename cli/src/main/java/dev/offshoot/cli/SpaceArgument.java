package dev.offshoot.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A space that a command is told, as its argument or as an option like other commands'. */
final class SpaceArgument {
    @Parameters(arity = "0..1", paramLabel = "SPACE", description = "The space.")
    private @Nullable String argument;

    @Option(names = "--space", paramLabel = "NAME", description = "The same as SPACE.")
    private @Nullable String option;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    /** Null where none is told. */
    @Nullable
    String name() {
        if (argument != null && option != null && !argument.equals(option)) {
            throw new ParameterException(
                    Objects.requireNonNull(command).commandLine(),
                    "two spaces: '" + argument + "' and --space '" + option + "' (expected: one)");
        }
        return argument != null ? argument : option;
    }

    String required() {
        String name = name();
        if (name == null) {
            throw new ParameterException(
                    Objects.requireNonNull(command).commandLine(), "Missing required parameter: 'SPACE'");
        }
        return name;
    }
}
