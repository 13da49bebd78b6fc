package dev.offshoot.clustertests;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** The gateway's own service account with exactly the rights of {@code deploy/rbac/gateway.yaml}. */
final class GatewayAccount {
    private final Cluster cluster;

    private GatewayAccount(Cluster cluster) {
        this.cluster = cluster;
    }

    static GatewayAccount apply(Cluster cluster, KubernetesClient client) {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("offshoot-system")
                        .endMetadata()
                        .build())
                .serverSideApply();
        try (InputStream rules = Files.newInputStream(Cluster.scripts().resolve("../../deploy/rbac/gateway.yaml"))) {
            client.load(rules).serverSideApply();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new GatewayAccount(cluster);
    }

    /**
     * A kubeconfig with a token of the account and nothing else.
     *
     * @param server where the API server is reached; its certificate is checked as that of {@code 10.250.0.1}
     */
    Path kubeconfig(Path folder, String server) throws IOException {
        String token = cluster.kubectl("-n", "offshoot-system", "create", "token", "offshoot-gateway")
                .orThrow()
                .strip();
        String authority = cluster.client().getConfiguration().getCaCertData();
        Path file = folder.resolve("kubeconfig-" + URI.create(server).getPort());
        return Files.writeString(file, """
                apiVersion: v1
                kind: Config
                clusters: [{name: test, cluster: {server: "%s", certificate-authority-data: "%s"}}]
                users: [{name: gateway, user: {token: "%s"}}]
                contexts: [{name: test, context: {cluster: test, user: gateway}}]
                current-context: test
                """.formatted(server, authority, token));
    }
}
