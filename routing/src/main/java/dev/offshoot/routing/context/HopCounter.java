package dev.offshoot.routing.context;

import static dev.offshoot.routing.context.ContextHeaders.HOPS;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * {@code x-offshoot-hops}: how many gateways a request has passed, so that a loop of Services ends. A missing or malformed
 * value counts as none (a client's nonsense must not fail its request; the next gateway counts on from one), of several the
 * highest counts.
 */
public final class HopCounter {
    public static final int LIMIT = 32;

    private static final HeaderEdit[] EDITS = IntStream.rangeClosed(1, LIMIT)
            .mapToObj(hops -> HeaderEdit.set(HOPS, Integer.toString(hops)))
            .toArray(HeaderEdit[]::new);

    private HopCounter() {}

    /** The header for the next hop; null where the request has passed {@link #LIMIT} gateways already: a loop. */
    public static @Nullable HeaderEdit next(RequestView request) {
        int passed = passed(request);
        return passed >= LIMIT ? null : EDITS[passed];
    }

    private static int passed(RequestView request) {
        if (request.header(HOPS) == null) {
            return 0;
        }
        int highest = 0;
        for (String line : request.headers(HOPS)) {
            highest = Math.max(highest, parsed(Ows.trim(line)));
        }
        return highest;
    }

    private static int parsed(String value) {
        int hops = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < '0' || c > '9') {
                return 0;
            }
            hops = Math.min(hops * 10 + c - '0', LIMIT);
        }
        return hops;
    }
}
