package dev.offshoot.cluster.watch;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** How a process of ours reaches its API server: by the Pod's service account or a kubeconfig. */
public final class ClusterAccess {
    private ClusterAccess() {}

    /**
     * A client; the API server need not be there yet.
     *
     * @param kubeconfig null for {@code $KUBECONFIG}, {@code ~/.kube/config} or, in a Pod, its service account
     * @param context of the kubeconfig; null for its current one
     * @throws IllegalArgumentException where there is no such file or context, or nothing names an API server
     */
    public static KubernetesClient client(@Nullable Path kubeconfig, @Nullable String context) {
        Config config = kubeconfig == null ? found(context) : file(kubeconfig, context);
        if (context != null
                && (config.getCurrentContext() == null
                        || !context.equals(config.getCurrentContext().getName()))) {
            throw new IllegalArgumentException("context: '" + context + "' (expected: one of the kubeconfig's)");
        }
        // A dead HTTP/2 connection would take all later requests with it: the JDK's client doesn't ping.
        config.setHttp2Disable(true);
        config.setOnlyHttpWatches(true);
        // Reflectors decide themselves when to try again and from where.
        config.setWatchReconnectLimit(0);
        config.setRequestRetryBackoffLimit(0);
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("ascii-events", new AsciiEvents()))
                .build();
    }

    private static Config file(Path kubeconfig, @Nullable String context) {
        if (!Files.isReadable(kubeconfig)) {
            throw new IllegalArgumentException("kubeconfig: " + kubeconfig + " can't be read (expected: a file)");
        }
        return Config.fromKubeconfig(context, kubeconfig.toFile());
    }

    private static Config found(@Nullable String context) {
        Config config = Config.autoConfigure(context);
        if (config.getCurrentContext() == null && System.getenv("KUBERNETES_SERVICE_HOST") == null) {
            throw new IllegalArgumentException(
                    "no API server is known (expected: a kubeconfig, or to run in a Pod with a service account)");
        }
        return config;
    }
}
