package dev.offshoot.shop;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who served an answer: an instance of a service, and whom it called for it in turn.
 *
 * @param namespace empty where the instance runs in none, or isn't known
 * @param error why the call to it failed; null where it didn't
 */
public record Served(
        String service,
        String variant,
        String namespace,
        @Nullable String error,
        List<Served> calls) {
    public Served {
        calls = List.copyOf(calls);
    }

    /** A service that gave no answer of its own. */
    public static Served failed(String service, String error) {
        return new Served(service, "", "", error, List.of());
    }
}
