package dev.offshoot.benchmarks.jmh;

import dev.offshoot.routing.context.RequestView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request as header lines, looked through for each question. Allocates nothing for a header that stands once at most. */
final class HeaderLines implements RequestView {
    private final String authority;
    private final String[] names;
    private final String[] values;
    private final List<List<String>> single;

    /** Names in lower case, and values, in turn. */
    HeaderLines(String authority, String... namesAndValues) {
        this.authority = authority;
        names = new String[namesAndValues.length / 2];
        values = new String[names.length];
        single = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            names[i] = namesAndValues[2 * i];
            values[i] = namesAndValues[2 * i + 1];
            single.add(List.of(values[i]));
        }
    }

    @Override
    public @Nullable String header(String name) {
        int at = find(name);
        return at < 0 ? null : values[at];
    }

    @Override
    public List<String> headers(String name) {
        int at = find(name);
        return at < 0 ? List.of() : single.get(at);
    }

    private int find(String name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public String authority() {
        return authority;
    }

    @Override
    public String peerAddress() {
        return "10.0.3.3";
    }
}
