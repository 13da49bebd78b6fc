package dev.offshoot.gateway.frontdoor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Clients of spaces that must not notice what another space does: one for each host, asking one request after another. */
final class Neighbours {
    /** A new connection is made for each so many requests. */
    private static final int KEPT = 25;

    private final int port;
    private final Map<String, String> whoByHost;

    /** @param errors whatever wasn't the right application's answer */
    record Figures(int requests, List<String> errors, long medianMicros, long p99Micros) {}

    Neighbours(int port, Map<String, String> whoByHost) {
        this.port = port;
        this.whoByHost = whoByHost;
    }

    Figures ask(int requestsEach) throws InterruptedException {
        List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
        List<String> errors = Collections.synchronizedList(new ArrayList<>());
        List<Future<?>> clients = new ArrayList<>();
        try (ExecutorService threads =
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            whoByHost.forEach(
                    (host, who) -> clients.add(threads.submit(() -> askOne(host, who, requestsEach, nanos, errors))));
        }
        for (Future<?> client : clients) {
            try {
                client.get();
            } catch (ExecutionException e) {
                throw new AssertionError(e);
            }
        }
        List<Long> sorted = nanos.stream().sorted().toList();
        return sorted.isEmpty()
                ? new Figures(0, errors, 0, 0)
                : new Figures(
                        sorted.size(),
                        errors,
                        sorted.get(sorted.size() / 2) / 1000,
                        sorted.get(sorted.size() * 99 / 100) / 1000);
    }

    private void askOne(String host, String who, int count, List<Long> nanos, List<String> errors) {
        String request = Ask.get(host).http1();
        for (int asked = 0; asked < count; asked += KEPT) {
            try (KeptConnection connection = new KeptConnection(port)) {
                for (int i = 0; i < KEPT; i++) {
                    long begin = System.nanoTime();
                    String answered = connection.ask(request).who();
                    nanos.add(System.nanoTime() - begin);
                    if (!answered.equals(who)) {
                        errors.add(host + ": " + answered);
                    }
                }
            } catch (IOException | RuntimeException | AssertionError failed) {
                errors.add(host + ": " + failed);
            }
        }
    }
}
