package dev.offshoot.routing.context;

import org.jspecify.annotations.Nullable;

/** The spaces in which traces begun elsewhere were seen before: a replica's bounded memory. */
@FunctionalInterface
public interface SeenTraces {
    SeenTraces NONE = traceId -> null;

    /**
     * The space this trace was seen in; null where it wasn't seen, or in two spaces.
     *
     * @param traceId 32 lower-case hex digits
     */
    @Nullable
    String space(String traceId);
}
