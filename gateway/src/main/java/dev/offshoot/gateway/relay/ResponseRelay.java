package dev.offshoot.gateway.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/**
 * A response's body on its way to the client. What arrives together with the head waits until the head was handed to the
 * filters; a response that has arrived whole by then leaves in one write. A slow client stops the reading from upstream.
 */
final class ResponseRelay {
    /** What it needs of its exchange. */
    interface Source {
        void autoRead(boolean on);

        /** The client has all of it. */
        void finished();

        /** The client doesn't want it. */
        void abandon();
    }

    private enum Mode {
        HOLDING,
        STREAMING,
        PUBLISHING,
        OVER
    }

    private final Client client;
    private final HttpServerResponse response;
    private final Source source;
    private Mode mode = Mode.HOLDING;
    private @Nullable ByteBuf held;
    private boolean last;
    private @Nullable HttpHeaders trailers;
    private boolean paused;
    private @Nullable CoreSubscriber<? super Void> subscriber;
    private @Nullable FluxSink<ByteBuf> sink;

    ResponseRelay(Client client, HttpServerResponse response, Source source) {
        this.client = client;
        this.response = response;
        this.source = source;
    }

    /** Whether the whole response has arrived. */
    boolean isWhole() {
        return last;
    }

    /** Takes over the content; the exchange has already let go of the upstream where it is the last. */
    void content(HttpContent content) {
        if (content instanceof LastHttpContent end) {
            last = true;
            trailers = end.trailingHeaders().isEmpty() ? null : end.trailingHeaders();
        }
        ByteBuf bytes = content.content();
        if (!bytes.isReadable() || mode == Mode.OVER) {
            bytes.release();
        } else if (mode == Mode.HOLDING) {
            hold(bytes);
        } else if (sink != null) {
            sink.next(bytes);
        } else {
            client.channel().write(bytes);
        }
        if (last) {
            complete();
        }
    }

    /**
     * The composite is direct and is never consolidated: HTTP/2's flow control adds what follows to it while slices of it wait in the
     * socket's queue, where a buffer that turned into one on the heap can't be written.
     */
    private void hold(ByteBuf bytes) {
        if (held == null) {
            held = bytes;
        } else if (held instanceof CompositeByteBuf several) {
            several.addComponent(true, bytes);
        } else {
            held = client.channel()
                    .alloc()
                    .compositeDirectBuffer(Integer.MAX_VALUE)
                    .addComponents(true, held, bytes);
        }
    }

    private void complete() {
        if (mode == Mode.STREAMING) {
            end();
            if (subscriber != null) {
                subscriber.onComplete();
            }
        } else if (mode == Mode.PUBLISHING) {
            end();
            if (sink != null) {
                sink.complete();
            }
        }
    }

    private void end() {
        mode = Mode.OVER;
        client.tap().onWritable(null);
        source.finished();
    }

    void readComplete() {
        if (mode == Mode.STREAMING) {
            client.channel().flush();
            if (!client.channel().isWritable()) {
                paused = true;
                source.autoRead(false);
            }
        } else if (sink != null && sink.requestedFromDownstream() == 0) {
            source.autoRead(false);
        }
    }

    /** To be subscribed once Spring's response was committed: sends head and body. */
    Mono<Void> toClient() {
        return new Mono<>() {
            @Override
            public void subscribe(CoreSubscriber<? super Void> actual) {
                client.execute(() -> send(actual));
            }
        };
    }

    private void send(CoreSubscriber<? super Void> actual) {
        if (mode == Mode.OVER) {
            Mono.<Void>empty().subscribe(actual);
            return;
        }
        ByteBuf first = held;
        held = null;
        if (last && trailers == null) {
            end();
            (first != null ? response.sendObject(first).then() : response.send()).subscribe(actual);
            return;
        }
        mode = Mode.STREAMING;
        subscriber = actual;
        actual.onSubscribe(new Cancellation(source::abandon));
        client.tap().onWritable(this::clientWritable);
        response.trailerHeaders(this::addTrailers);
        response.sendHeaders().then().subscribe(none -> {}, failure -> source.abandon());
        if (first != null) {
            client.channel().writeAndFlush(first);
        }
        if (last) {
            complete();
        } else {
            source.autoRead(true);
        }
    }

    /** reactor-netty refuses some names (RFC 9110, 6.5.1); one of those must not take the others with it. */
    private void addTrailers(HttpHeaders to) {
        if (trailers == null) {
            return;
        }
        HopByHop.removeHttp2Codec(trailers);
        for (Map.Entry<String, String> trailer : trailers) {
            try {
                to.add(trailer.getKey(), trailer.getValue());
            } catch (IllegalArgumentException refused) {
                continue;
            }
        }
    }

    private void clientWritable() {
        if (paused) {
            paused = false;
            source.autoRead(true);
        }
    }

    /** The body for a filter that wants to see or change it; the subscriber owns the buffers. */
    Flux<ByteBuf> toFilter() {
        return Flux.<ByteBuf>create(given -> client.execute(() -> publish(given)))
                .doOnDiscard(ByteBuf.class, ReferenceCountUtil::safeRelease);
    }

    private void publish(FluxSink<ByteBuf> given) {
        if (mode == Mode.OVER) {
            given.complete();
            return;
        }
        mode = Mode.PUBLISHING;
        sink = given;
        given.onCancel(() -> client.execute(source::abandon));
        if (held != null) {
            ByteBuf first = held;
            held = null;
            given.next(first);
        }
        if (last) {
            complete();
        } else {
            given.onRequest(more -> client.execute(() -> source.autoRead(true)));
        }
    }

    /** The upstream broke off after the head. The client sees it as broken, too. */
    void fail(Throwable cause) {
        CoreSubscriber<? super Void> waiting = subscriber;
        FluxSink<ByteBuf> publishing = sink;
        boolean streaming = mode == Mode.STREAMING;
        drop();
        if (streaming) {
            client.breakOff();
        }
        if (waiting != null) {
            waiting.onError(cause);
        }
        if (publishing != null) {
            publishing.error(cause);
        }
    }

    /** Nobody wants it any more. */
    void drop() {
        mode = Mode.OVER;
        client.tap().onWritable(null);
        if (held != null) {
            held.release();
            held = null;
        }
    }
}
