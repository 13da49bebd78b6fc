package dev.offshoot.cli;

import dev.offshoot.cli.connect.ConnectFailed;
import dev.offshoot.cli.connect.Connection;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.PrintWriter;
import java.net.URI;
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
            ""
        },
        footer = {
            "",
            "Examples:",
            "  offshoot connect orders --space alice --port 8080",
            "  offshoot connect orders --space alice --port http:8080 --port grpc:9090",
            "  offshoot connect orders --space alice --port 8080 -- java -jar orders.jar",
            "",
            "Exit codes: the given command's; without one 0 at the end, 1 failed, 2 wrong options or names."
        })
final class ConnectCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

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
            names = "--gateway",
            paramLabel = "URL",
            description = "A gateway's URL; by default a port-forward to one of its Pods is used.")
    private @Nullable URI gateway;

    @Option(
            names = "--gateway-namespace",
            paramLabel = "NAME",
            defaultValue = "offshoot-system",
            description = "Where the gateway's Pods are; default ${DEFAULT-VALUE}.")
    private String gatewayNamespace = "";

    @Option(names = "--domain", paramLabel = "DOMAIN", description = "The domain of the gateway's URLs, to print one.")
    private @Nullable String domain;

    @Override
    public Integer call() throws InterruptedException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        checkGateway();
        Connection.Asked asked =
                new Connection.Asked(service, space, ports, gateway, gatewayNamespace, domain, command);
        try (KubernetesClient client = cluster.client()) {
            return new Connection(client, asked, text -> say(line.getOut(), text)).run();
        } catch (ConnectFailed failed) {
            line.getErr().println("offshoot connect: " + failed.getMessage());
            line.getErr().flush();
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private void checkGateway() {
        if (gateway == null) {
            return;
        }
        boolean http = "http".equals(gateway.getScheme()) || "https".equals(gateway.getScheme());
        if (!http || gateway.getHost() == null) {
            throw new IllegalArgumentException(
                    "--gateway: '" + gateway + "' (expected: http://host:port or https://host)");
        }
    }

    private static void say(PrintWriter out, String text) {
        out.println(text);
        out.flush();
    }
}
