package dev.offshoot.cli.traffic;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** HTTP/1.x (RFC 9112): requests in a row, answered in their order; after 101 only bytes. */
final class Http1 implements Dialogue {
    private static final int MOST_HEAD = 64 << 10;
    private static final int MOST_PIPELINED = 1000;
    private static final HttpDecoderConfig LIMITS = new HttpDecoderConfig()
            .setMaxInitialLineLength(MOST_HEAD)
            .setMaxHeaderSize(MOST_HEAD)
            .setMaxChunkSize(MOST_HEAD)
            .setValidateHeaders(false);

    private final Clock clock;
    private final int port;
    private final Consumer<Seen> seen;
    private final Decoding requests = new Decoding(new HttpRequestDecoder(LIMITS), this::request);
    private final Decoding answers = new Decoding(new Answers(), this::answer);
    private final Queue<Exchange> open = new ArrayDeque<>();
    private boolean interim;
    private @Nullable PassingBytes changed;

    Http1(Clock clock, int port, Consumer<Seen> seen) {
        this.clock = clock;
        this.port = port;
        this.seen = seen;
    }

    @Override
    public void toProcess(ByteBuf bytes) {
        if (changed == null) {
            requests.read(bytes);
        } else {
            changed.toProcess(bytes.readableBytes());
        }
    }

    @Override
    public void fromProcess(ByteBuf bytes) {
        if (changed == null) {
            answers.read(bytes);
        } else {
            changed.fromProcess(bytes.readableBytes());
        }
    }

    private void request(Object message) {
        check(message);
        if (message instanceof HttpRequest head) {
            if (open.size() == MOST_PIPELINED) {
                throw new DecoderException("requests without an answer: " + open.size());
            }
            open.add(new Exchange(
                    clock,
                    port,
                    head.protocolVersion().text(),
                    head.method().name(),
                    head.uri(),
                    head.headers().get(Observer.SPACE)));
        }
    }

    private void answer(Object message) {
        if (message instanceof ByteBuf rest) { // what follows a 101
            Objects.requireNonNull(changed).fromProcess(rest.readableBytes());
            return;
        }
        check(message);
        Exchange first = open.peek();
        if (first == null) {
            throw new DecoderException("an answer without a request");
        }
        if (message instanceof HttpResponse head) {
            first.answered(head.status().code());
            upgrade(first, head);
        }
        if (message instanceof LastHttpContent && !interim) {
            open.remove();
            seen.accept(first.ended(true));
        }
    }

    /** RFC 9110 §15.2: an answer of class 1xx is followed by another one, but for 101. */
    private void upgrade(Exchange first, HttpResponse head) {
        boolean switching = isSwitching(head);
        interim = head.status().codeClass() == HttpStatusClass.INFORMATIONAL && !switching;
        if (switching) {
            String to = head.headers().get(HttpHeaderNames.UPGRADE);
            changed = first.changed(to == null ? "upgraded" : to);
        }
    }

    private static void check(Object message) {
        if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
            throw new DecoderException(part.decoderResult().cause());
        }
    }

    @Override
    public List<Seen> end() {
        requests.end();
        answers.end();
        if (changed != null) {
            return List.of(changed.ended());
        }
        return open.stream().map(exchange -> (Seen) exchange.ended(false)).toList();
    }

    /** Whether an answer has a body depends on its request, too (RFC 9112 §6.3); 101 has none, whatever it changes to. */
    private final class Answers extends HttpResponseDecoder {
        Answers() {
            super(LIMITS);
        }

        @Override
        protected boolean isContentAlwaysEmpty(HttpMessage message) {
            Exchange first = open.peek();
            return first != null && first.method().equals(HttpMethod.HEAD.name())
                    || isSwitching((HttpResponse) message)
                    || super.isContentAlwaysEmpty(message);
        }
    }

    private static boolean isSwitching(HttpResponse head) {
        return head.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
    }
}
