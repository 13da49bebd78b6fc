package dev.offshoot.gateway.corpus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a client says on one connection, and what must come of it. Of its lines, {@code both:}, or else {@code url:} and {@code intercepted:},
 * have the statuses that the client sees, {@code close} if the connection ends then, or {@code nothing} where no request is
 * complete, or {@code pipe}
 * where an interception listener finds no HTTP and hands all bytes on, to a connection of its own. Each {@code seen:} line is a request that the origin gets, {@code METHOD target [body]}, as many of them as there are
 * statuses of 2xx; a {@code has:} or {@code lacks:} line under it says what is in its head,
 * a {@code no-trailer:} line what isn't in its trailers.
 */
record RequestCase(Block block, List<Expected> seen) {
    /** @param body null for none */
    record Expected(
            String method, String target, String body, List<String> has, List<String> lacks, List<String> noTrailers) {}

    /** @param closes whether the connection ends after the last answer */
    record Outcome(List<Integer> statuses, boolean closes, boolean nothing, boolean pipe) {
        int passed() {
            return (int) statuses.stream().filter(status -> status / 100 == 2).count();
        }
    }

    static RequestCase of(Block block) {
        List<Expected> seen = new ArrayList<>();
        for (Block.Entry entry : block.entries()) {
            switch (entry.key()) {
                case "seen" -> seen.add(expected(entry.value()));
                case "has" ->
                    seen.getLast().has().add(Block.unescape(entry.value()).toLowerCase(Locale.ROOT));
                case "lacks" -> seen.getLast().lacks().add(entry.value());
                case "no-trailer" -> seen.getLast().noTrailers().add(entry.value());
                case "both", "url", "intercepted" -> outcome(entry.value());
                default ->
                    throw new IllegalArgumentException(
                            block.name() + ": '" + entry.key() + "' (expected: a known key)");
            }
        }
        RequestCase made = new RequestCase(block, List.copyOf(seen));
        for (boolean intercepted : new boolean[] {false, true}) {
            if (made.outcome(intercepted).passed() > seen.size()) {
                throw new IllegalArgumentException(block.name() + ": more statuses of 2xx than seen: lines");
            }
        }
        return made;
    }

    static Expected expected(String line) {
        String[] parts = line.split(" ", 3);
        String body = parts.length < 3 ? "" : Block.unescape(parts[2].substring(1, parts[2].length() - 1));
        return new Expected(
                Block.unescape(parts[0]),
                Block.unescape(parts[1]),
                body,
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>());
    }

    Outcome outcome(boolean intercepted) {
        return outcome(block.value(intercepted ? "intercepted" : "url", "both"));
    }

    private static Outcome outcome(String line) {
        if (line.equals("nothing") || line.equals("pipe")) {
            return new Outcome(List.of(), true, true, line.equals("pipe"));
        }
        boolean closes = line.endsWith(" close");
        String statuses = closes ? line.substring(0, line.length() - " close".length()) : line;
        return new Outcome(
                Arrays.stream(statuses.split(" ")).map(Integer::valueOf).toList(), closes, false, false);
    }

    @Override
    public String toString() {
        return block.toString();
    }
}
