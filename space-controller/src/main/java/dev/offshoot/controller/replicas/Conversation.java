package dev.offshoot.controller.replicas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request for {@code /api/listening} and its answer, which only ends with the connection. Used by one thread. */
final class Conversation {
    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
    private static final int LONGEST_LINE = 4 << 20;

    /** How a conversation ended. */
    sealed interface End {
        /** No connection came about, or it broke before there was an answer. */
        record NoConnection(String reason) implements End {}

        /** Nothing was heard for too long; the connection may be dead on one side. */
        record Silence() implements End {}

        /** Something answers, with another status than 200. */
        record Refused(int status) implements End {}

        /** The connection broke or was ended, after it had brought its answer's head. */
        record Broken(String reason) implements End {}
    }

    /** Bytes that arrived; none at the end. */
    private record Piece(List<ByteBuffer> bytes, @Nullable String end) {}

    private final URI uri;
    private final ReplicaSettings settings;
    private final Consumer<String> listener;

    /**
     * @param listener is told each line; what it throws ends the conversation
     */
    Conversation(String address, ReplicaSettings settings, Consumer<String> listener) {
        String host = address.indexOf(':') < 0 ? address : "[" + address + "]";
        this.uri = URI.create("http://" + host + ":" + settings.managementPort() + "/api/listening");
        this.settings = settings;
        this.listener = listener;
    }

    End hold() throws InterruptedException {
        // A client of its own: nothing of a former connection is used again, and all of it can be ended at once.
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.times().connect())
                .proxy(HttpClient.Builder.NO_PROXY)
                .build();
        try {
            HttpResponse<Flow.Publisher<List<ByteBuffer>>> answer = client.sendAsync(
                            request(), HttpResponse.BodyHandlers.ofPublisher())
                    .get(settings.times().silence().toNanos(), TimeUnit.NANOSECONDS);
            if (answer.statusCode() != 200) {
                return new End.Refused(answer.statusCode());
            }
            Pieces pieces = new Pieces();
            answer.body().subscribe(pieces);
            return listen(pieces);
        } catch (ExecutionException failed) {
            return new End.NoConnection(String.valueOf(failed.getCause()));
        } catch (TimeoutException silent) {
            return new End.Silence();
        } finally {
            client.shutdownNow();
        }
    }

    private HttpRequest request() {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        try {
            request.header(
                    "Authorization",
                    "Bearer " + Files.readString(settings.token()).strip());
        } catch (NoSuchFileException none) {
            LOG.debug("no token is shown to gateways: {} isn't there", settings.token());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return request.build();
    }

    private End listen(Pieces pieces) throws InterruptedException {
        Lines lines = new Lines(LONGEST_LINE);
        while (true) {
            Piece piece = pieces.arrived.poll(settings.times().silence().toNanos(), TimeUnit.NANOSECONDS);
            if (piece == null) {
                return new End.Silence();
            }
            if (piece.end() != null) {
                return new End.Broken(piece.end());
            }
            for (ByteBuffer bytes : piece.bytes()) {
                lines.take(bytes).forEach(listener);
            }
            pieces.more();
        }
    }

    /** Where the HTTP client, on its own threads, leaves what arrives: at most one piece is waiting. */
    private static final class Pieces implements Flow.Subscriber<List<ByteBuffer>> {
        private final BlockingQueue<Piece> arrived = new LinkedBlockingQueue<>();
        private volatile Flow.@Nullable Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            subscription = begun;
            begun.request(1);
        }

        void more() {
            Flow.Subscription begun = subscription;
            if (begun != null) {
                begun.request(1);
            }
        }

        @Override
        public void onNext(List<ByteBuffer> bytes) {
            arrived.add(new Piece(bytes, null));
        }

        @Override
        public void onError(Throwable broken) {
            arrived.add(new Piece(List.of(), broken.toString()));
        }

        @Override
        public void onComplete() {
            arrived.add(new Piece(List.of(), "it was ended"));
        }
    }
}
