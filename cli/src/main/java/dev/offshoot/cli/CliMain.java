package dev.offshoot.cli;

import dev.offshoot.cli.connect.Unreachable;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/** The command line's jar. Exit codes: 0 done, 1 failed or not done wholly, 2 wrong options or arguments. */
@Command(
        name = "offshoot",
        description = "Dev spaces on a shared Kubernetes cluster.",
        synopsisSubcommandLabel = "COMMAND")
public final class CliMain {
    private static final List<Class<?>> COMMANDS = List.of(
            SpacesCommand.class,
            UrlsCommand.class,
            RoutesCommand.class,
            ExplainCommand.class,
            ProblemsCommand.class,
            RestoreCommand.class,
            FlushCommand.class,
            PlanCommand.class,
            DoctorCommand.class,
            ConnectCommand.class,
            IdeCommand.class,
            CompletionCommand.class);

    /** What shells call to complete a line. */
    private static final String COMPLETE = "__complete";

    /** What the launcher calls after a build, with a folder of manifests. */
    private static final String SHARED_CLASSES = "__shared-classes";

    private CliMain() {}

    public static void main(String[] args) throws IOException {
        if (args.length > 0 && args[0].equals(COMPLETE)) {
            Completion.print(args);
            return;
        }
        if (args.length == 2 && args[0].equals(SHARED_CLASSES)) {
            SharedClasses.load(args[1]);
            return;
        }
        System.exit(commandLine(named(args)).execute(args));
    }

    /** Only the command that is meant, where one is: reading what the others want takes longer than most of them do. */
    private static List<Class<?>> named(String[] args) {
        List<Class<?>> named = COMMANDS.stream()
                .filter(type -> args.length > 0
                        && type.getAnnotation(Command.class).name().equals(args[0]))
                .toList();
        return named.isEmpty() ? COMMANDS : named;
    }

    /** With all commands; for one execution after the other, by one thread. */
    public static CommandLine commandLine() {
        return commandLine(COMMANDS);
    }

    private static CommandLine commandLine(List<Class<?>> commands) {
        CommandSpec spec = CommandSpec.forAnnotatedObject(new CliMain())
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .scopeType(ScopeType.INHERIT)
                        .description("Shows this.")
                        .build())
                .addOption(OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .description("Shows the version.")
                        .build())
                .name(System.getProperty("offshoot.name", "offshoot"))
                .version("offshoot " + CliMain.class.getPackage().getImplementationVersion());
        CommandLine line = new CommandLine(spec);
        commands.forEach(line::addSubcommand);
        return line.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true);
    }

    private static int failed(Exception failure, CommandLine line) throws Exception {
        String text = switch (failure) {
            case KubernetesClientException refused -> told(refused);
            case IllegalArgumentException wrong -> String.valueOf(wrong.getMessage());
            case IOException unreadable -> String.valueOf(unreadable.getMessage());
            default -> throw failure;
        };
        PrintWriter err = line.getErr();
        err.println(line.getCommandSpec().qualifiedName() + ": " + text);
        err.flush();
        return failure instanceof IllegalArgumentException ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }

    /** The API server's own words where it answered. */
    private static String told(KubernetesClientException failure) {
        if (failure.getCode() == HttpURLConnection.HTTP_UNAUTHORIZED) {
            return "the API server doesn't accept your login, which may have expired: log in again as you did for this"
                    + " kubeconfig, and repeat the command";
        }
        if (failure.getStatus() != null && failure.getStatus().getMessage() != null) {
            return failure.getStatus().getMessage();
        }
        return "the API server can't be asked: " + Unreachable.why(failure) + "; offshoot doctor says more";
    }
}
