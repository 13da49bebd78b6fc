package dev.offshoot.cli;

import dev.offshoot.cli.connect.Background;
import dev.offshoot.cli.connect.ConnectFailed;
import dev.offshoot.cli.connect.Connection;
import dev.offshoot.cli.traffic.TrafficLog;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code connect}: a local process is a space's Service. */
@Command(
        name = "connect",
        description = {
            "Makes a local process a space's Service, until it is ended.",
            "",
            "Calls to the Service in the space, by URL and by other Services, come to the local port; all other spaces are"
                    + " served as before. It creates a Tunnel in the space with your own rights, and deletes it at the end. If"
                    + " the connection or a gateway is lost, it connects again.",
            "",
            "Each request that the process gets is shown when its answer has ended: time, status, duration, the space whose"
                    + " call it is (- for the baseline's), method and path. A connection that isn't HTTP is shown with its"
                    + " bytes when it ends, and so is a WebSocket after its request.",
            "",
            "The process calls the space's Services at local ports, which stay the same from run to run: the command gets"
                    + " Kubernetes' own variables (PAYMENTS_SERVICE_HOST, PAYMENTS_SERVICE_PORT, ...) for them; without one"
                    + " they are printed. Which it may call are those that you may get services/proxy of.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  ${ROOT-COMMAND-NAME} connect orders --space alice --port 8080",
            "  ${ROOT-COMMAND-NAME} connect orders --space alice --port http:8080 --port grpc:9090",
            "  ${ROOT-COMMAND-NAME} connect orders --space alice --port 8080 -- java -jar orders.jar",
            "  ${ROOT-COMMAND-NAME} connect orders --space alice --port 8080 --env-from-workload --env-file .env",
            "  ${ROOT-COMMAND-NAME} connect orders --space alice --port 8080 -o json | jq 'select(.status >= 500)'",
            "  ${ROOT-COMMAND-NAME} connect orders --space alice --port 8080 --create-space",
            "  ${ROOT-COMMAND-NAME} connect orders --space alice --port 8080 --hold 30s --patient   # while you debug",
            "",
            "Exit codes: the given command's; without one 0 at the end, 1 failed, 2 wrong options or names."
        })
final class ConnectCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private final GatewayOptions gateway = new GatewayOptions();

    @Mixin
    private final ConnectOutput output = new ConnectOutput();

    @Parameters(index = "0", paramLabel = "SERVICE", description = "The Service that the local process is.")
    private String service = "";

    @Parameters(
            index = "1..*",
            paramLabel = "COMMAND",
            description = "Started once it is connected; when it ends, the tunnel does.")
    private List<String> command = List.of();

    @Option(names = "--space", required = true, paramLabel = "NAME", description = "The space whose Service it is.")
    private String space = "";

    @Option(
            names = "--port",
            required = true,
            paramLabel = "[SERVICE:]LOCAL",
            description =
                    "Where the process listens on this machine, for the Service's port http, 80 or only one, or for the one"
                            + " that is named; may be repeated.")
    private List<String> ports = List.of();

    @Option(
            names = "--env-from-workload",
            description =
                    "The process also gets the environment that the Service's own container has, as far as you may"
                            + " read it.")
    private boolean environmentOfWorkload;

    @Option(
            names = "--env-file",
            paramLabel = "FILE",
            description = "Writes the process' environment, for an IDE: NAME=value, a line each.")
    private @Nullable Path environmentFile;

    @Option(
            names = "--hold",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = DurationText.class,
            description =
                    "How long calls wait while nobody listens on the local port, as while the process starts anew; default"
                            + " ${DEFAULT-VALUE}.")
    private Duration hold = Duration.ZERO;

    @Option(
            names = "--patient",
            description =
                    "The gateway lets calls take as long as they take, also while the process stands in a debugger.")
    private boolean patient;

    @Option(names = "--create-space", description = "Makes the space where it isn't there yet.")
    private boolean createSpace;

    @Option(
            names = "--parent",
            paramLabel = "NAME",
            description =
                    "With --create-space: the parent; by default the only root, or the only one with the Service.")
    private @Nullable String parent;

    @Option(
            names = "--until-closed",
            description =
                    "Ends once a process has listened on the local port, and then none has for the time of --hold.")
    private boolean untilClosed;

    @Option(
            names = "--detach",
            description = "Returns when it is connected, and goes on in the background as with --until-closed.")
    private boolean detach;

    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        check();
        if (detach) {
            return new Background(output::say).start(CliMain.class, attached());
        }
        Connection.Asked asked = new Connection.Asked(
                service,
                space,
                ports,
                gateway.gateway(),
                gateway.namespace(),
                gateway.domain(),
                command,
                environmentOfWorkload,
                environmentFile,
                hold,
                patient,
                createSpace,
                parent,
                untilClosed);
        try (KubernetesClient client = cluster.client();
                TrafficLog log = output.log()) {
            return new Connection(client, asked, output::say, output.traffic(log)).run();
        } catch (ConnectFailed failed) {
            line.getErr().println(line.getCommandSpec().qualifiedName() + ": " + failed.getMessage());
            line.getErr().flush();
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    /** The same command line, as the process in the background has it. */
    private List<String> attached() {
        return Objects.requireNonNull(spec).root().commandLine().getParseResult().originalArgs().stream()
                .map(argument -> argument.equals("--detach") ? "--until-closed" : argument)
                .toList();
    }

    private void check() {
        if (parent != null && !createSpace) {
            throw new IllegalArgumentException("--parent: '" + parent + "' (expected: together with --create-space)");
        }
        if (!command.isEmpty() && (detach || untilClosed)) {
            throw new IllegalArgumentException("a command's end is the tunnel's (expected: no "
                    + (detach ? "--detach" : "--until-closed") + " beside it)");
        }
    }
}
