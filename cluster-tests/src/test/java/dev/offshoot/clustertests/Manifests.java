package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Objects of a test, applied as they stand in a file beside it. */
final class Manifests {
    private Manifests() {}

    /** Applied server-side, and again until it is taken: a new namespace takes no Pod before its service account is there. */
    static void apply(KubernetesClient client, String file) throws IOException {
        applyText(client, text(file));
    }

    /** The same with a namespace in place of the word {@code NAMESPACE}. */
    static void apply(KubernetesClient client, String file, String namespace) {
        applyText(client, text(file, namespace));
    }

    static String text(String file, String namespace) {
        return text(file).replace("NAMESPACE", namespace);
    }

    private static String text(String file) {
        try (InputStream content = Manifests.class.getResourceAsStream(file)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void applyText(KubernetesClient client, String text) {
        byte[] objects = text.getBytes(StandardCharsets.UTF_8);
        await().atMost(60, SECONDS)
                .ignoreExceptionsInstanceOf(KubernetesClientException.class)
                .until(() -> !client.load(new ByteArrayInputStream(objects))
                        .serverSideApply()
                        .isEmpty());
    }

    /** Created as soon as its namespace takes it. */
    static void create(KubernetesClient client, HasMetadata object) {
        await().atMost(60, SECONDS)
                .ignoreExceptionsInstanceOf(KubernetesClientException.class)
                .until(() -> client.resource(object).create() != null);
    }
}
