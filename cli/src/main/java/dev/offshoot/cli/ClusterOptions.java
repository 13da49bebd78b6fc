package dev.offshoot.cli;

import dev.offshoot.cluster.watch.ClusterAccess;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster a command works on, by kubectl's rules. */
final class ClusterOptions {
    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "By default $KUBECONFIG, else ~/.kube/config, else a Pod's service account.")
    private @Nullable Path kubeconfig;

    @Option(names = "--context", paramLabel = "NAME", description = "Of the kubeconfig; by default its current one.")
    private @Nullable String context;

    /** @throws IllegalArgumentException where nothing of that name is there */
    KubernetesClient client() {
        return ClusterAccess.client(kubeconfig, context);
    }
}
