package dev.offshoot.cli;

import dev.offshoot.cluster.files.UnreadableFilesException;
import dev.offshoot.cluster.files.YamlSource;
import dev.offshoot.cluster.watch.ClusterSource;
import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.snapshot.RoutingConfig;
import dev.offshoot.routing.snapshot.Snapshot;
import dev.offshoot.routing.snapshot.SnapshotCompiler;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Of which objects a command speaks: a cluster's, or those in files. */
final class SnapshotOptions {
    @Option(
            names = {"-f", "--filename"},
            paramLabel = "PATH",
            description = "A file or folder of Kubernetes objects in place of the cluster; may be repeated.")
    private List<Path> files = List.of();

    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            defaultValue = "localhost",
            description =
                    "The domain of the gateway's URLs, as the gateway has it; may be repeated. Default ${DEFAULT-VALUE}.")
    private List<String> domains = List.of();

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    /**
     * How a gateway would route now. In a cluster, asks for all Services, EndpointSlices, Pods and Namespaces.
     *
     * @throws IllegalArgumentException where files or kubeconfig can't be read
     * @throws io.fabric8.kubernetes.client.KubernetesClientException where the API server refuses or can't be reached
     */
    Snapshot snapshot() {
        return snapshot(facts());
    }

    /** How a gateway would route with these facts. */
    Snapshot snapshot(Facts facts) {
        return SnapshotCompiler.compile(Snapshot.EMPTY, facts, RoutingConfig.of(domains, List.of()));
    }

    boolean isFiles() {
        return !files.isEmpty();
    }

    /** As {@link #snapshot()} asks for them. */
    Facts facts() {
        if (!isFiles()) {
            try (KubernetesClient client = cluster.client()) {
                return Progress.during(
                        Objects.requireNonNull(command).commandLine(),
                        "listing the objects of " + client.getMasterUrl(),
                        () -> ClusterSource.read(client));
            }
        }
        try (YamlSource source = YamlSource.load(files)) {
            return source.loaded().facts();
        } catch (UnreadableFilesException unreadable) {
            throw new IllegalArgumentException("-f: " + unreadable.getMessage(), unreadable);
        }
    }
}
