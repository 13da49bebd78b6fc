package dev.offshoot.gateway;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of {@code offshoot gateway}: turns its options into Spring properties. */
@Command(
        name = "offshoot gateway",
        mixinStandardHelpOptions = true,
        version = "offshoot gateway 0.1.0",
        sortOptions = false,
        description = "Serves the spaces of a Kubernetes cluster, or those that a folder of its objects describes.",
        footer = {
            "",
            "Objects are plain Kubernetes YAML or JSON, such as the output of",
            "  kubectl get ns,svc,endpointslices,pods -A -o yaml",
            "Edits are followed while the gateway runs. Spring properties may follow as --name.with.dots=value.",
            "",
            "Exit codes: 0 stopped, 1 failed, 2 wrong options, unreadable objects or a port that is taken."
        })
final class GatewayCommand {
    @Option(
            names = "--from",
            paramLabel = "FILE|DIR",
            description = "Objects to serve, instead of a cluster's; may be repeated.")
    private List<Path> from = List.of();

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description =
                    "How to reach the cluster (default: $KUBECONFIG, ~/.kube/config, or the Pod's service account).")
    private @Nullable Path kubeconfig;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "Context of the kubeconfig (default: its current one).")
    private @Nullable String context;

    @Option(
            names = "--port",
            defaultValue = "8080",
            description = "Port of the URL listener (default: ${DEFAULT-VALUE}; 0: any free one).")
    private int port;

    @Option(
            names = "--tls",
            paramLabel = "DIR",
            description =
                    "Serve URLs in TLS too, with tls.crt and tls.key of this folder; may be repeated, the first is the default.")
    private List<Path> tls = List.of();

    @Option(
            names = "--tls-port",
            defaultValue = "8443",
            description = "Port of the URL listener in TLS (default: ${DEFAULT-VALUE}).")
    private int tlsPort;

    @Option(
            names = "--management-port",
            defaultValue = "8081",
            description = "Port of health, metrics and the management API (default: ${DEFAULT-VALUE}).")
    private int managementPort;

    @Option(
            names = "--domain",
            arity = "1..*",
            defaultValue = "localhost",
            description = "Domains whose hosts are served (default: ${DEFAULT-VALUE}).")
    private List<String> domains = List.of();

    @Option(
            names = "--address",
            defaultValue = "127.0.0.1",
            description = "Address of all listeners (default: ${DEFAULT-VALUE}).")
    private String address = "";

    @Option(
            names = "--trust-context",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Take context headers on the URL listener (default: ${DEFAULT-VALUE}).")
    private boolean trustContext;

    @Spec
    private @Nullable CommandSpec spec;

    /** Options for Spring itself: {@code --name.with.dots=value}. */
    static boolean isProperty(String arg) {
        int equals = arg.indexOf('=');
        String name = equals < 0 ? arg : arg.substring(0, equals);
        return arg.startsWith("--") && name.indexOf('.') > 0;
    }

    /** The properties that these options mean, as Spring arguments. */
    List<String> asProperties() {
        List<String> all = new ArrayList<>();
        addSource(all);
        all.add("--offshoot.domains=" + String.join(",", domains));
        all.add("--offshoot.trust-context=" + trustContext);
        all.add("--server.address=" + address);
        all.add("--server.port=" + checked(port, "--port"));
        if (!tls.isEmpty()) {
            all.add("--offshoot.tls.folders=" + join(tls));
            all.add("--offshoot.tls.port=" + checked(tlsPort, "--tls-port"));
        }
        all.add("--management.server.address=" + address);
        all.add("--management.server.port=" + checked(managementPort, "--management-port"));
        return all;
    }

    private void addSource(List<String> all) {
        if (!from.isEmpty() && (kubeconfig != null || context != null)) {
            throw wrong(
                    "--from: " + join(from) + " (expected: either files or a cluster's --kubeconfig and --context)");
        }
        all.add("--offshoot.from=" + join(from));
        if (kubeconfig != null) {
            all.add("--offshoot.kubeconfig=" + kubeconfig);
        }
        if (context != null) {
            all.add("--offshoot.context=" + context);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }

    private int checked(int value, String option) {
        if (value < 0 || value > 65535) {
            throw wrong(option + ": " + value + " (expected: 0 to 65535)");
        }
        return value;
    }

    private static String join(List<Path> paths) {
        return String.join(",", paths.stream().map(Path::toString).toList());
    }
}
