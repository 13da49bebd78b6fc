package dev.offshoot.routing.context;

import org.jspecify.annotations.Nullable;

/** Two values where one is expected: written side by side, so that the result is no space's name but can be shown. */
final class Contradiction {
    private Contradiction() {}

    /** The value where there was none before or the same; else both, of more than two the first and the second. */
    static String join(@Nullable String before, String value) {
        if (before == null || before.equals(value)) {
            return value;
        }
        return before.indexOf(',') < 0 ? before + "," + value : before;
    }

    /** The one value of a header, blanks around it left out; null where there is none. */
    static @Nullable String value(RequestView request, String header) {
        if (request.header(header) == null) {
            return null;
        }
        String value = null;
        for (String line : request.headers(header)) {
            value = join(value, Ows.trim(line));
        }
        return value;
    }
}
