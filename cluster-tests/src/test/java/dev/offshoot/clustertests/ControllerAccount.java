package dev.offshoot.clustertests;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The controller's own service account with exactly the rights that {@code deploy/} gives it, and all that it works with. */
final class ControllerAccount {
    private static final String USER = "system:serviceaccount:offshoot-system:offshoot-controller";
    private static final List<String> NEEDED = List.of(
            "crds/devspaces.offshoot.dev.yaml",
            "crds/tunnels.offshoot.dev.yaml",
            "rbac/controller.yaml",
            "rbac/space-owner.yaml",
            "policies/attach.yaml",
            "policies/tunnel-owner.yaml",
            "policies/search-path.yaml");

    private ControllerAccount() {}

    static void apply(KubernetesClient client) {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("offshoot-system")
                        .endMetadata()
                        .build())
                .serverSideApply();
        Path deploy = Cluster.scripts().resolve("../../deploy");
        for (String file : NEEDED) {
            try (InputStream objects = Files.newInputStream(deploy.resolve(file))) {
                client.load(objects).serverSideApply();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A client that the API server takes for the controller. */
    static KubernetesClient client(Cluster cluster) {
        return new KubernetesClientBuilder().withConfig(config(cluster)).build();
    }

    static Config config(Cluster cluster) {
        return new ConfigBuilder(Config.fromKubeconfig(cluster.kubeconfig().toFile()))
                .withImpersonateUsername(USER)
                .withHttp2Disable(true)
                .withOnlyHttpWatches(true)
                .withWatchReconnectLimit(0)
                .withRequestRetryBackoffLimit(0)
                .build();
    }
}
