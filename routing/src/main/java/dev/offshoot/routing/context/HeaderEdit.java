package dev.offshoot.routing.context;

import org.jspecify.annotations.Nullable;

/**
 * One change to the headers of an outgoing request.
 *
 * @param name in lower case
 * @param value what takes the place of all lines of this header; null where they are removed
 */
public record HeaderEdit(String name, @Nullable String value) {
    static HeaderEdit set(String name, String value) {
        return new HeaderEdit(name, value);
    }

    static HeaderEdit remove(String name) {
        return new HeaderEdit(name, null);
    }
}
