package dev.offshoot.routing.decision;

import dev.offshoot.routing.context.Source;
import dev.offshoot.routing.snapshot.CompiledService;
import org.jspecify.annotations.Nullable;

/** What a caller should know about an answer that isn't quite the one asked for. Printable ASCII: it becomes a header. */
final class Notices {
    private Notices() {}

    static String unready(@Nullable String before, CompiledService unready, Backend answering) {
        return both(
                before,
                "Service " + unready.key() + " has no ready endpoint; answered by " + answering.service()
                        + " (fallback Unready)");
    }

    static String notServed(@Nullable String before, String space, Source source, String host, String root) {
        return both(
                before,
                "space " + space + " (from " + source.shown() + ") isn't served by host " + host + "; served as in "
                        + root);
    }

    private static String both(@Nullable String before, String next) {
        return before == null ? next : before + "; " + next;
    }
}
