package dev.offshoot.gateway.frontdoor;

import dev.offshoot.cluster.replica.ListeningLine;
import dev.offshoot.cluster.replica.ListeningState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Reads a gateway's {@code /api/listening} on a thread of its own, until either side ends it. */
final class Listening implements AutoCloseable {
    final List<String> lines = new CopyOnWriteArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private volatile ListeningState state;
    private volatile boolean ended;

    Listening(int managementPort) throws IOException, InterruptedException {
        HttpResponse<java.io.InputStream> answer = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/api/listening"))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            throw new IOException("status " + answer.statusCode());
        }
        Thread.ofVirtual().start(() -> read(answer.body()));
    }

    private void read(java.io.InputStream body) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                state = ListeningLine.read(state, line);
                lines.add(line);
            }
            ended = true;
        } catch (IOException | UncheckedIOException broken) {
            // this side has closed it, or the gateway without a word: then ended() stays false
        }
    }

    /** As the lines so far have it; null before the first. */
    ListeningState state() {
        return state;
    }

    /** Whether the gateway ended it properly. */
    boolean ended() {
        return ended;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
