package dev.offshoot.shop.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.offshoot.shop.RunningService;
import dev.offshoot.shop.Served;
import dev.offshoot.shop.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An HTTP server with a few routes, each request on a virtual thread of its own. A route is a method and a path; one that ends in
 * {@code /} takes the paths below it too, but for the root. {@code GET /healthz} answers everywhere.
 */
public final class HttpService implements RunningService {
    private static final int STOP_SECONDS = 5;

    /** Answers a request. An {@link IllegalArgumentException} becomes a 400, a {@link CallFailed} what it says. */
    @FunctionalInterface
    public interface Handler {
        Answer answer(Request request) throws IOException, CallFailed;
    }

    private final Settings settings;
    private final Map<String, Handler> routes = new LinkedHashMap<>();
    private final Set<Answer.EventSource> streams = ConcurrentHashMap.newKeySet();
    /** One party for each request in flight, and one for the service itself. */
    private final Phaser inFlight = new Phaser(1);

    private final ExecutorService threads;
    private final HttpServer server;

    /**
     * Takes the port; {@link #start()} begins to serve.
     *
     * @throws IOException if the port is taken, with the address in the message
     */
    public HttpService(Settings settings, int port) throws IOException {
        // Without it each answer of two writes waits 40 ms for the other side's delayed acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        this.settings = settings;
        try {
            server = HttpServer.create(new InetSocketAddress(settings.address(), port), 0);
        } catch (IOException e) {
            throw new IOException(
                    settings.service() + " can't listen on " + settings.address() + ":" + port + ": " + e.getMessage(),
                    e);
        }
        threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name(settings.service() + "-", 0).factory());
        route("GET", "/healthz", request -> Answer.ok(Map.of("status", "ok")));
    }

    public HttpService route(String method, String path, Handler handler) {
        routes.put(method + " " + path, handler);
        return this;
    }

    public HttpService start() {
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
        return this;
    }

    @Override
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        streams.forEach(HttpService::end);
        awaitRequestsInFlight();
        server.stop(0);
        threads.shutdownNow();
    }

    private void awaitRequestsInFlight() {
        try {
            inFlight.awaitAdvanceInterruptibly(inFlight.arrive(), STOP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            System.err.println(settings.service() + " stops with requests unanswered after " + STOP_SECONDS + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        inFlight.register();
        try (exchange) {
            send(exchange, answer(exchange));
        } finally {
            inFlight.arriveAndDeregister();
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String method = exchange.getRequestMethod().equals("HEAD") ? "GET" : exchange.getRequestMethod();
        String parent = path.substring(0, path.lastIndexOf('/') + 1);
        Handler exact = routes.get(method + " " + path);
        Handler handler = exact != null || parent.equals("/") ? exact : routes.get(method + " " + parent);
        if (handler == null) {
            return failed(404, "nothing at " + method + " " + path, List.of());
        }
        try {
            return handler.answer(new Request(exchange, exact != null ? "" : path.substring(parent.length())));
        } catch (IllegalArgumentException e) {
            return failed(400, String.valueOf(e.getMessage()), List.of());
        } catch (CallFailed e) {
            return failed(e.status(), String.valueOf(e.getMessage()), List.of(e.served()));
        }
    }

    private Answer failed(int status, String error, List<Served> calls) {
        return new Answer.Json(status, new Failure(error, settings.served(calls)));
    }

    private void send(HttpExchange exchange, Answer answer) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Cache-Control", "no-store");
        switch (answer) {
            case Answer.Json(int status, Object body) ->
                sendBytes(exchange, status, "application/json", Json.MAPPER.writeValueAsBytes(body));
            case Answer.Content(String type, byte[] bytes) -> {
                headers.set("Content-Security-Policy", "default-src 'self'");
                headers.set("X-Content-Type-Options", "nosniff");
                sendBytes(exchange, 200, type, bytes);
            }
            case Answer.SeeOther(String location, String cookie) -> {
                headers.set("Location", location);
                headers.set("Set-Cookie", cookie);
                exchange.sendResponseHeaders(303, -1);
            }
            case Answer.Events(Answer.EventSource source) -> sendEvents(exchange, source);
        }
    }

    private static void sendBytes(HttpExchange exchange, int status, String type, byte[] bytes) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void sendEvents(HttpExchange exchange, Answer.EventSource source) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        streams.add(source);
        try (source) {
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            source.copyTo(out);
        } finally {
            streams.remove(source);
        }
    }

    private static void end(Answer.EventSource source) {
        try {
            source.close();
        } catch (IOException ignored) {
            // its reader or its writer is gone already, which is what was wanted
        }
    }
}
