package dev.offshoot.gateway.corpus;

import dev.offshoot.gateway.corpus.RawFrames.Field;
import dev.offshoot.gateway.corpus.RequestCase.Expected;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request of HTTP/2 whose endpoint speaks HTTP/1.1. Line {@code request: METHOD path} stands for the four pseudo-header fields;
 * {@code field: name=value} is one more, {@code data:} the body, {@code trailer:} a field behind it. {@code both:}, or else {@code url:} and
 * {@code intercepted:}, is the status, {@code reset} or {@code closed}; {@code seen:} and what follows is as in {@link RequestCase}.
 *
 * @param seen what the origin gets, null for nothing
 */
record DowngradeCase(
        Block block,
        List<Field> head,
        @Nullable String body,
        List<Field> trailers,
        @Nullable Expected seen) {
    static DowngradeCase of(Block block) {
        List<Field> head = new ArrayList<>();
        List<Field> trailers = new ArrayList<>();
        String body = null;
        Expected seen = null;
        for (Block.Entry entry : block.entries()) {
            String value = entry.value();
            switch (entry.key()) {
                case "request" -> head.addAll(request(value));
                case "field" -> head.add(field(value));
                case "trailer" -> trailers.add(field(value));
                case "data" -> body = Block.unescape(value);
                case "seen" -> seen = RequestCase.expected(value);
                case "has" -> expected(seen, block).has().add(value);
                case "lacks" -> expected(seen, block).lacks().add(value);
                case "no-trailer" -> expected(seen, block).noTrailers().add(value);
                case "both", "url", "intercepted" -> {}
                default ->
                    throw new IllegalArgumentException(
                            block.name() + ": '" + entry.key() + "' (expected: a known key)");
            }
        }
        return new DowngradeCase(block, head, body, trailers, seen);
    }

    private static Expected expected(@Nullable Expected seen, Block block) {
        if (seen == null) {
            throw new IllegalArgumentException(block.name() + ": no seen: line before (expected: one)");
        }
        return seen;
    }

    private static List<Field> request(String line) {
        int blank = line.indexOf(' ');
        return List.of(
                new Field(":method", line.substring(0, blank)),
                new Field(":scheme", "http"),
                new Field(":path", line.substring(blank + 1)),
                new Field(":authority", "a.localhost"));
    }

    private static Field field(String line) {
        String text = Block.unescape(line);
        int equals = text.indexOf('=');
        return new Field(text.substring(0, equals), text.substring(equals + 1));
    }

    String outcome(boolean intercepted) {
        return block.value(intercepted ? "intercepted" : "url", "both");
    }

    @Override
    public String toString() {
        return block.toString();
    }
}
