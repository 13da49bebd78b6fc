package dev.offshoot.clustertests;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What lies between one process and the API server: counts its writes and, at a chosen one, does harm. A process that is cut off
 * reads and writes nothing more, which for the cluster is the same as being killed. Safe for several threads.
 */
final class Wire implements Interceptor {
    /** What happens at the chosen write, after the API server has carried it out. */
    enum Harm {
        /** The process is killed. */
        KILLED,
        /** The answer is lost; the process lives on. */
        ANSWER_LOST,
        /** Nothing, but the caller of {@link #Wire} is told. */
        TOLD
    }

    private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH", "DELETE");

    /** Questions that are asked with POST, and what is written by the way of reporting. */
    private static final Pattern NOT_COUNTED = Pattern.compile("/(events|leases|\\w+reviews)(/|$)");

    private final Config config;
    private final int harmAt;
    private final Harm harm;
    private final Runnable told;
    private final List<KubernetesClient> clients = new ArrayList<>();
    private int writes;
    private boolean harmed;
    private boolean cut;

    /**
     * @param config of the API server
     * @param harmAt which write, from 1; 0 for before the first
     * @param told called at that write
     */
    Wire(Config config, int harmAt, Harm harm, Runnable told) {
        this.config = new ConfigBuilder(config)
                .withHttp2Disable(true)
                .withOnlyHttpWatches(true)
                .withWatchReconnectLimit(0)
                .withRequestRetryBackoffLimit(0)
                .build();
        this.harmAt = harmAt;
        this.harm = harm;
        this.told = told;
    }

    static Wire undisturbed(Config config) {
        return new Wire(config, Integer.MAX_VALUE, Harm.TOLD, () -> {});
    }

    /** One more client of the process; closed with {@link #end}. */
    synchronized KubernetesClient client() {
        return client(config);
    }

    /** The same, by way of a proxy on loopback. */
    synchronized KubernetesClient clientBy(int port) {
        return client(new ConfigBuilder(config)
                .withMasterUrl("https://127.0.0.1:" + port)
                .build());
    }

    private KubernetesClient client(Config reaching) {
        KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(reaching)
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("wire", this))
                .build();
        clients.add(client);
        return client;
    }

    synchronized int writes() {
        return writes;
    }

    /** Whether the chosen write was reached. */
    synchronized boolean harmed() {
        return harmed;
    }

    /** Cuts the process off, whatever it was about to do. */
    synchronized void end() {
        cut = true;
        clients.forEach(KubernetesClient::close);
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        boolean tell = false;
        synchronized (this) {
            if (harmAt == 0 && isWrite(request) && !harmed) {
                tell = harm();
            }
            if (cut) {
                throw new KubernetesClientException("cut off before " + request.method() + " " + request.uri());
            }
        }
        if (tell) {
            told.run();
        }
    }

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        if (!isWrite(request)) {
            return;
        }
        boolean tell = false;
        synchronized (this) {
            writes++;
            if (writes == harmAt) {
                tell = harm();
            }
        }
        if (tell) {
            told.run();
            if (harm != Harm.TOLD) {
                throw new KubernetesClientException(
                        "the answer to " + request.method() + " " + request.uri() + " is lost");
            }
        }
    }

    private boolean harm() {
        harmed = true;
        cut |= harm == Harm.KILLED;
        return true;
    }

    private static boolean isWrite(HttpRequest request) {
        return WRITES.contains(request.method())
                && !NOT_COUNTED.matcher(request.uri().getPath()).find();
    }
}
