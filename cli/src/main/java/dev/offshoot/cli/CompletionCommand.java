package dev.offshoot.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code completion}: what a shell runs to complete our commands. */
@Command(
        name = "completion",
        description = {"Prints a script that lets a shell complete commands and options.", ""},
        footer = {
            "",
            "Examples:",
            "  source <(offshoot completion bash)                 # in ~/.bashrc",
            "  source <(offshoot completion zsh)                  # in ~/.zshrc, after compinit",
            "  offshoot completion fish | source                  # in ~/.config/fish/config.fish",
            "",
            "kubectl completes kubectl offshoot by kubectl_complete-offshoot, which must be on the PATH as kubectl-offshoot is."
        })
final class CompletionCommand implements Callable<Integer> {
    /** As people name them. */
    enum Shell {
        BASH,
        ZSH,
        FISH;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Asks {@code __complete} each time: fish tells the words so far, and takes lines. */
    private static final String FISH = """
            complete -c offshoot -e
            complete -c offshoot -a '(offshoot __complete (commandline -opc)[2..-1] (commandline -ct))'
            """;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    private Shell shell = Shell.BASH;

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        line.getOut().print(shell == Shell.FISH ? FISH : AutoComplete.bash("offshoot", Completion.tree()));
        line.getOut().flush();
        return CommandLine.ExitCode.OK;
    }
}
