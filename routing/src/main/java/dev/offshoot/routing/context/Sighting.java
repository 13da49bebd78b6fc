package dev.offshoot.routing.context;

import org.jspecify.annotations.Nullable;

/**
 * A source that a request has.
 *
 * @param carrier what carries it: a header's name in lower case, else a word for it
 * @param value what it says, as sent
 * @param space the space it leads to: the one it names or, of an {@code x-offshoot-space} that names none, the called Service's
 *     root; null where it leads to none
 */
public record Sighting(
        Source source,
        String carrier,
        String value,
        @Nullable String space,
        Verdict verdict) {
    static Sighting of(Source source, String carrier, String value, String space) {
        return new Sighting(source, carrier, value, space, Verdict.DECIDES);
    }

    static Sighting ignored(Source source, String carrier, String value, Verdict verdict) {
        return new Sighting(source, carrier, value, null, verdict);
    }

    Sighting with(Verdict other) {
        return new Sighting(source, carrier, value, space, other);
    }

    /** The value as it may stand in a message: printable ASCII, at most 80 characters. */
    public String shownValue() {
        return Shown.of(value);
    }
}
