package dev.offshoot.routing.decision;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** For a request's context and the Service it calls: which space's Service answers, or why none does. */
public sealed interface Decision {
    /**
     * The request goes to {@code backend}.
     *
     * @param context the request's space, carried to the next hop
     * @param child whether the context is a child space; only then is anything written onto the request
     * @param notice what the caller should know, such as a header that named no space; null mostly
     */
    record Forward(
            String context,
            boolean child,
            Backend backend,
            @Nullable String notice) implements Decision {}

    /**
     * The gateway answers the request itself.
     *
     * @param detail one sentence: the value, what was expected, whose object it is
     * @param space the space concerned, if any
     * @param service the Service concerned as {@code namespace/name}, or its bare name; null if none
     * @param nearest up to five known names like the one that isn't known
     */
    record Refuse(
            ErrorCode code,
            String detail,
            @Nullable String space,
            @Nullable String service,
            List<String> nearest) implements Decision {
        public Refuse {
            nearest = List.copyOf(nearest);
        }
    }
}
