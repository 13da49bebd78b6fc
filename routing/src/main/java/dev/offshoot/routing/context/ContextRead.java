package dev.offshoot.routing.context;

import org.jspecify.annotations.Nullable;

/** The outcome of reading a request's context. */
public sealed interface ContextRead {
    /**
     * A source decides.
     *
     * @param space a space that exists; for {@link Source#CALLED_SERVICE} the called Service's own
     * @param notice what the caller should know; null mostly
     */
    record Found(String space, Source source, @Nullable String notice) implements ContextRead {}

    /** {@code x-offshoot-space} itself is wrong: the request is answered 400. */
    record Rejected(String detail) implements ContextRead {}
}
