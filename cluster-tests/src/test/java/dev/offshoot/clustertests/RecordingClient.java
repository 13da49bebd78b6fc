package dev.offshoot.clustertests;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client beside another that writes down each request as it goes out, such as {@code PATCH services/orders}. */
final class RecordingClient implements AutoCloseable {
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final KubernetesClient client;

    RecordingClient(KubernetesClient other) {
        client = new KubernetesClientBuilder()
                .withConfig(other.getConfiguration())
                .withHttpClientBuilderConsumer(builder -> builder.addOrReplaceInterceptor("record", new Interceptor() {
                    @Override
                    public void before(BasicBuilder next, HttpRequest request, RequestTags tags) {
                        record(request);
                    }
                }))
                .build();
    }

    private void record(HttpRequest request) {
        String path = request.uri().getPath().replaceFirst(".*/namespaces/[^/]+/", "");
        requests.add(request.method() + " " + path);
    }

    KubernetesClient client() {
        return client;
    }

    /** In their order, since the last {@link #forget}. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    List<String> writes() {
        return requests.stream().filter(request -> !request.startsWith("GET ")).toList();
    }

    void forget() {
        requests.clear();
    }

    @Override
    public void close() {
        client.close();
    }
}
