package dev.offshoot.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
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

/** {@code flush}: ends the connections to a Service that are older than its interception, by replacing its Pods. */
@Command(
        name = "flush",
        description = {
            "Evicts an intercepted Service's Pods one by one, so that connections older than the interception end.",
            "",
            "Such connections (gRPC channels, busy pools) go past the gateway until they close; with their Pod they end, and"
                    + " new ones pass the gateway. Pods younger than the interception are left alone. Each Pod's replacement"
                    + " is awaited before the next one is evicted; a PodDisruptionBudget that forbids an eviction is waited"
                    + " for. It uses your own rights: get and list on services and pods, create on pods/eviction.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  ${ROOT-COMMAND-NAME} flush orders                     # in the context's namespace",
            "  ${ROOT-COMMAND-NAME} flush orders -n default --timeout 600",
            "",
            "A Service that should never need this has the annotation offshoot.dev/intercept: Always."
        })
final class FlushCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Parameters(paramLabel = "SERVICE", description = "The intercepted Service's name.")
    private String service = "";

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            description = "By default the context's.")
    private @Nullable String namespace;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "How long one Pod may take, budgets and replacement included; default ${DEFAULT-VALUE}.")
    private int timeout;

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        try (KubernetesClient client = cluster.client()) {
            String where =
                    Objects.requireNonNullElse(namespace, Objects.requireNonNullElse(client.getNamespace(), "default"));
            new Flush(client, where, service, Duration.ofSeconds(timeout), line.getOut()).run();
            return CommandLine.ExitCode.OK;
        } catch (FlushFailed failed) {
            line.getErr().println(line.getCommandSpec().qualifiedName() + ": " + failed.getMessage());
            line.getErr().flush();
            return CommandLine.ExitCode.SOFTWARE;
        }
    }
}
