package dev.offshoot.cluster.watch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers lists with what a test sets, and keeps watches open without a word until it ends them. What no test sets is an empty list.
 */
final class FakeApiServer implements AutoCloseable {
    private record Answer(int status, String body) {}

    private static final Answer EMPTY = list("");

    private final HttpServer server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Set<String> forgotten = ConcurrentHashMap.newKeySet();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile CountDownLatch watches = new CountDownLatch(1);

    FakeApiServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    KubernetesClient client() {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .withDisableHostnameVerification(true)
                        .withRequestRetryBackoffLimit(0)
                        .withWatchReconnectLimit(0)
                        .withOnlyHttpWatches(true)
                        .build())
                .build();
    }

    /** @param items of the kind with that plural name, as JSON */
    void has(String plural, String items) {
        answers.put(plural, list(items));
    }

    /** @param status lists and watches of that kind are answered with from now on */
    void refuses(String plural, int status) {
        answers.put(plural, refusal(plural, status));
    }

    /** The next watch of that kind is answered with 410: its version is too old. */
    void forgets(String plural) {
        forgotten.add(plural);
    }

    void endWatches() {
        CountDownLatch ended = watches;
        watches = new CountDownLatch(1);
        ended.countDown();
    }

    /** How many lists were asked for, and watches that were refused. */
    int asked() {
        return asked.get();
    }

    private static Answer refusal(String plural, int status) {
        return new Answer(status, """
                {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": %d, "message": "%s isn't served"}
                """.formatted(status, plural));
    }

    private static Answer list(String items) {
        return new Answer(200, """
                {"kind": "List", "apiVersion": "v1", "metadata": {"resourceVersion": "7"}, "items": [%s]}
                """.formatted(items));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String plural = path.substring(path.lastIndexOf('/') + 1);
        boolean watch = String.valueOf(exchange.getRequestURI().getQuery()).contains("watch=true");
        Answer answer = watch && forgotten.remove(plural)
                ? refusal(plural, HttpURLConnection.HTTP_GONE)
                : answers.getOrDefault(plural, EMPTY);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        if (watch && answer.status() == 200) {
            CountDownLatch end = watches;
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
            try {
                end.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        } else {
            asked.incrementAndGet();
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @Override
    public void close() {
        endWatches();
        server.stop(0);
    }
}
