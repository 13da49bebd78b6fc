package dev.offshoot.clustertests;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files that Offshoot ships for clusters, in {@code deploy/}. */
final class Deploy {
    private static final Path FOLDER = Cluster.scripts().resolve("../../deploy");

    private Deploy() {}

    /** The objects of a file such as {@code rbac/gateway.yaml}. */
    static List<HasMetadata> objects(KubernetesClient client, String file) {
        try (InputStream content = Files.newInputStream(FOLDER.resolve(file))) {
            return client.load(content).items();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void apply(KubernetesClient client, String... files) {
        for (String file : files) {
            objects(client, file)
                    .forEach(object -> client.resource(object).forceConflicts().serverSideApply());
        }
    }

    static void delete(KubernetesClient client, String file) {
        objects(client, file).forEach(object -> client.resource(object).delete());
    }

    /** The namespace of the shipped service accounts; without its Pods' restrictions where no installation made it. */
    static void ensureNamespace(KubernetesClient client) {
        if (client.namespaces().withName(Installation.NAMESPACE).get() == null) {
            client.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(Installation.NAMESPACE)
                            .endMetadata()
                            .build())
                    .create();
        }
    }
}
