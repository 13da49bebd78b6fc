package dev.offshoot.spaceapi.translate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends the translation of one object whose form isn't its kind's; the translator makes a problem of it. Never leaves the package. */
final class Malformed extends RuntimeException {
    /** @param text the value and what was expected */
    Malformed(String text) {
        super(text, null, false, false);
    }

    String text() {
        return String.valueOf(getMessage());
    }

    /** {@code value} if it is there. */
    static <T> T need(@Nullable T value, String field, String expected) {
        if (value == null) {
            throw new Malformed(field + " is missing, expected " + expected);
        }
        return value;
    }

    /** The elements of a list that may be missing. */
    static <T> List<T> elements(@Nullable List<? extends @Nullable T> list, String field) {
        if (list == null) {
            return List.of();
        }
        List<T> elements = new ArrayList<>(list.size());
        for (T element : list) {
            elements.add(need(element, field + "[" + elements.size() + "]", "a value"));
        }
        return elements;
    }

    /** A port number. */
    static int port(@Nullable Integer number, String field) {
        int port = need(number, field, "a port number");
        if (port < 1 || port > 65535) {
            throw new Malformed(field + " is " + port + ", expected 1 to 65535");
        }
        return port;
    }
}
