package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A pod that calls a Service through its ClusterIP, hundreds of times a second on new and on kept connections, and judges every
 * answer: {@code cluster-tests/load}. A request is good only if it was answered by a space that was allowed while it ran.
 */
final class Load implements AutoCloseable {
    /** How many answers in a row show that a change is in force. */
    private static final int SETTLED = 50;

    private final KubernetesClient client;
    private final Pod pod;
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI control;

    private Load(KubernetesClient client, Pod pod, InetSocketAddress control) {
        this.client = client;
        this.pod = pod;
        this.control = URI.create("http://127.0.0.1:" + control.getPort());
    }

    /**
     * Starts the caller; what it may be answered is the root alone, until {@link #expect} says otherwise.
     *
     * @param namespace of the pod, which is no space, so that a request's context is what its header says
     * @param root whose {@code orders} are called
     * @param contexts route contexts sent by turns; an empty one is none
     * @param flags more of {@code load call}'s
     */
    static Load start(Cluster cluster, String namespace, String root, List<String> contexts, String... flags) {
        KubernetesClient client = cluster.client();
        LoadImage.in(cluster);
        String target = client.services()
                .inNamespace(root)
                .withName("orders")
                .get()
                .getSpec()
                .getClusterIP();
        List<String> arguments = new ArrayList<>(List.of(
                "call",
                "-target=" + target + ":80",
                "-host=orders." + root,
                "-own=" + root,
                "-contexts=" + String.join(",", contexts)));
        arguments.addAll(List.of(flags));
        Pod pod = Serialization.unmarshal(Manifests.text("load-caller.yaml", namespace), Pod.class);
        pod.getSpec().getContainers().getFirst().setArgs(arguments);
        Manifests.create(client, pod);
        await().atMost(60, SECONDS).until(() -> client.resource(pod).isReady());
        String address = client.resource(pod).get().getStatus().getPodIP();
        return new Load(client, pod, cluster.reach(address, 9090));
    }

    /** From now on exactly these spaces may answer the context's requests. */
    void expect(String context, String... spaces) {
        ask(HttpRequest.newBuilder(
                        control.resolve("/expect?context=" + context + "&spaces=" + String.join(",", spaces)))
                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    LoadTotals totals() {
        return Serialization.unmarshal(ask(HttpRequest.newBuilder(control.resolve("/totals"))), LoadTotals.class);
    }

    /**
     * Waits until new connections' requests of the context are answered by the space, one after the other, then allows nobody
     * else any more.
     *
     * @param way {@code direct} or {@code gateway}
     * @return how long that took
     */
    Duration settle(String context, String way, String space) {
        long begin = System.nanoTime();
        untilAnswered(context, way, space);
        expect(context, space);
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** The same, but whoever might answer still may: kept connections may lead another way than new ones. */
    void untilAnswered(String context, String way, String space) {
        LoadTotals[] before = {totals()};
        try {
            await().atMost(60, SECONDS).pollInterval(Duration.ofMillis(100)).until(() -> {
                LoadTotals now = totals();
                int all = now.answered("fresh", context) - before[0].answered("fresh", context);
                int right =
                        now.answered("fresh", context, way, space) - before[0].answered("fresh", context, way, space);
                if (all != right) {
                    before[0] = now;
                }
                return all == right && right >= SETTLED;
            });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "requests of context '" + context + "' (expected: all " + way + " to " + space + "): " + totals(),
                    e);
        }
    }

    /** Waits until so many more requests were sent. */
    void more(int requests) {
        int wanted = totals().sent() + requests;
        await().atMost(120, SECONDS).pollInterval(Duration.ofMillis(100)).until(() -> totals().sent() >= wanted);
    }

    private String ask(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.resource(pod).withGracePeriod(0).delete();
        http.close();
    }
}
