package dev.offshoot.gateway.management;

import dev.offshoot.cluster.replica.ListeningLine;
import dev.offshoot.cluster.replica.ListeningState;
import dev.offshoot.gateway.replica.ReplicaState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * {@code /api/listening}: an answer without an end, a line of {@link ListeningLine} for the state and then for each change, and
 * one in a while when nothing changes. A reader that is slow gets fewer, larger changes.
 */
final class ListeningStream {
    private final ReplicaState state;
    private final Duration heartbeat;
    private final Sinks.Empty<Void> end = Sinks.empty();

    ListeningStream(ReplicaState state, Duration heartbeat) {
        this.state = state;
        this.heartbeat = heartbeat;
    }

    Mono<ServerResponse> answer() {
        return ServerResponse.ok()
                .contentType(MediaType.APPLICATION_NDJSON)
                .body((response, context) -> response.writeAndFlushWith(lines().map(ListeningStream::bytes)));
    }

    /** Ends all streams: the management server stops, and would wait for them. */
    void end() {
        end.tryEmitEmpty();
    }

    private Flux<String> lines() {
        return Flux.defer(() -> {
            Line line = new Line();
            return Flux.merge(changes(), Flux.interval(heartbeat))
                    .onBackpressureLatest()
                    .map(any -> line.next(state.now()))
                    .takeUntilOther(end.asMono());
        });
    }

    private Flux<Long> changes() {
        return Flux.create(
                sink -> {
                    Runnable follower = () -> sink.next(0L);
                    state.follow(follower);
                    sink.onDispose(() -> state.unfollow(follower));
                    sink.next(0L);
                },
                FluxSink.OverflowStrategy.LATEST);
    }

    private static Mono<DataBuffer> bytes(String line) {
        return Mono.just(DefaultDataBufferFactory.sharedInstance.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    /** One stream's memory of what it said last; reactive streams call it by one thread at a time. */
    private static final class Line {
        private @Nullable ListeningState said;

        String next(ListeningState now) {
            ListeningState before = said;
            said = now;
            return before == null ? ListeningLine.first(now) : ListeningLine.change(before, now);
        }
    }
}
