package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Objects of a test, applied as they stand in a file beside it. */
final class Manifests {
    private Manifests() {}

    /** Applied server-side, and again until it is taken: a new namespace takes no Pod before its service account is there. */
    static void apply(KubernetesClient client, String file) throws IOException {
        byte[] objects;
        try (InputStream content = Manifests.class.getResourceAsStream(file)) {
            objects = content.readAllBytes();
        }
        await().atMost(30, SECONDS)
                .ignoreExceptionsInstanceOf(KubernetesClientException.class)
                .until(() -> !client.load(new ByteArrayInputStream(objects))
                        .serverSideApply()
                        .isEmpty());
    }
}
