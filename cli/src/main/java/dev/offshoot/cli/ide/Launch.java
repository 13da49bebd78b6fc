package dev.offshoot.cli.ide;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that an IDE has already.
 *
 * @param source its text
 */
record Launch(String name, String source) {
    /**
     * The one that starts a Service's process: the one that was asked for, else the only one, else the only one that names the
     * Service. Null where there is none at all.
     *
     * @param asked its name; null where nobody said
     * @throws IllegalArgumentException where that can't be told
     */
    static @Nullable Launch of(List<Launch> all, LocalService service, @Nullable String asked) {
        List<Launch> fitting = all.stream()
                .filter(one -> asked == null ? service.isNamedIn(one.source) : one.name.equals(asked))
                .toList();
        if (fitting.size() == 1) {
            return fitting.getFirst();
        }
        if (asked == null && all.size() < 2) {
            return all.isEmpty() ? null : all.getFirst();
        }
        String names = all.stream().map(one -> "'" + one.name + "'").collect(Collectors.joining(", "));
        throw new IllegalArgumentException(
                asked == null
                        ? "--launch: none (expected: which of " + names + " starts " + service.service() + ")"
                        : "--launch: '" + asked + "' (expected: "
                                + (names.isEmpty() ? "none, there are no configurations" : "one of " + names) + ")");
    }
}
