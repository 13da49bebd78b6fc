package dev.offshoot.cluster.watch;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes what isn't ASCII in a watch's events as JSON's escapes (RFC 8259 §7): fabric8's reader of HTTP watches decodes each piece of
 * the answer by itself and takes the decoder's whole buffer for text, so that one such character in any object ends the watch, and
 * each that follows it.
 */
final class AsciiEvents implements Interceptor {
    @Override
    public AsyncBody.Consumer<List<ByteBuffer>> consumer(
            AsyncBody.Consumer<List<ByteBuffer>> consumer, HttpRequest request) {
        String query = request.uri().getQuery();
        if (query == null || !query.contains("watch=true")) {
            return consumer;
        }
        Escaped escaped = new Escaped();
        return (pieces, body) -> {
            List<ByteBuffer> ascii = new ArrayList<>();
            pieces.forEach(piece -> ascii.add(escaped.next(piece)));
            consumer.consume(ascii, body);
        };
    }

    /** One answer's pieces, in their order; a character may begin in one and end in the next. */
    static final class Escaped {
        private static final int LONGEST = 4;
        private static final int ESCAPE = 6;

        private final CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        private ByteBuffer begun = ByteBuffer.allocate(0);

        ByteBuffer next(ByteBuffer piece) {
            ByteBuffer bytes = ByteBuffer.allocate(begun.remaining() + piece.remaining())
                    .put(begun)
                    .put(piece)
                    .flip();
            CharBuffer text = CharBuffer.allocate(bytes.remaining() + LONGEST);
            decoder.decode(bytes, text, false);
            begun = bytes;
            return ascii(text.flip());
        }

        private static ByteBuffer ascii(CharBuffer text) {
            long others = text.chars().filter(c -> c >= 0x80).count();
            ByteBuffer ascii = ByteBuffer.allocate(Math.toIntExact(text.remaining() + (ESCAPE - 1) * others));
            text.chars().forEach(c -> {
                if (c < 0x80) {
                    ascii.put((byte) c);
                } else {
                    ascii.put(String.format("\\u%04x", c).getBytes(StandardCharsets.US_ASCII));
                }
            });
            return ascii.flip();
        }
    }
}
