package dev.offshoot.controller.replicas;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** Lists and watches Pods, whatever namespace and labels are asked for; nothing else. */
final class FakeApiServer implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Pod> pods = new LinkedHashMap<>();
    private final List<BlockingQueue<String>> watches = new CopyOnWriteArrayList<>();
    final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile boolean away;

    FakeApiServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    KubernetesClient client() {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .withHttp2Disable(true)
                        .withOnlyHttpWatches(true)
                        .withWatchReconnectLimit(0)
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    synchronized void put(Pod pod) {
        boolean there = pods.put(pod.getMetadata().getName(), pod) != null;
        tell(there ? "MODIFIED" : "ADDED", pod);
    }

    synchronized void delete(String name) {
        tell("DELETED", pods.remove(name));
    }

    private void tell(String type, Pod pod) {
        String event = "{\"type\":\"" + type + "\",\"object\":" + Serialization.asJson(pod) + "}\n";
        watches.forEach(watch -> watch.add(event));
    }

    /** From now on every request gets 503, and watches end. */
    void goAway() {
        away = true;
        watches.forEach(watch -> watch.add(""));
    }

    void comeBack() {
        away = false;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String uri = exchange.getRequestURI().toString();
            asked.add(uri);
            if (away) {
                exchange.sendResponseHeaders(503, -1);
            } else if (uri.contains("watch=true")) {
                watch(exchange);
            } else {
                byte[] list = list();
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, list.length);
                exchange.getResponseBody().write(list);
            }
        }
    }

    private synchronized byte[] list() {
        return Serialization.asJson(new PodListBuilder()
                        .withNewMetadata()
                        .withResourceVersion("1")
                        .endMetadata()
                        .withItems(List.copyOf(pods.values()))
                        .build())
                .getBytes(UTF_8);
    }

    private void watch(HttpExchange exchange) throws IOException {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        synchronized (this) {
            pods.values()
                    .forEach(pod ->
                            events.add("{\"type\":\"MODIFIED\",\"object\":" + Serialization.asJson(pod) + "}\n"));
            watches.add(events);
        }
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().flush();
        try {
            for (String event = events.take(); !event.isEmpty(); event = events.take()) {
                exchange.getResponseBody().write(event.getBytes(UTF_8));
                exchange.getResponseBody().flush();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            watches.remove(events);
        }
    }

    @Override
    public void close() {
        watches.forEach(watch -> watch.add(""));
        server.stop(0);
    }
}
