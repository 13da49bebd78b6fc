package dev.offshoot.cli;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/** The command line's jar. Exit codes: 0 done, 1 failed or not done wholly, 2 wrong options or arguments. */
@Command(
        name = "offshoot",
        subcommands = {
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
            CompletionCommand.class
        },
        description = "Dev spaces on a shared Kubernetes cluster.",
        synopsisSubcommandLabel = "COMMAND")
public final class CliMain {
    /** What shells call to complete a line. */
    private static final String COMPLETE = "__complete";

    private CliMain() {}

    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals(COMPLETE)) {
            Completion.print(args);
            return;
        }
        System.exit(commandLine().execute(args));
    }

    /** For one execution after the other, by one thread. */
    public static CommandLine commandLine() {
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
        return new CommandLine(spec)
                .setExecutionExceptionHandler((failure, line, parsed) -> failed(failure, line))
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
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return "the API server can't be asked: " + cause + "; offshoot doctor says what is in the way";
    }
}
