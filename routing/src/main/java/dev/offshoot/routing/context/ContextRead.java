package dev.offshoot.routing.context;

import org.jspecify.annotations.Nullable;

/** The outcome of reading a request's context. */
public sealed interface ContextRead {
    /**
     * A source decides.
     *
     * @param space a space that exists; for {@link Source#CALLED_SERVICE} the called Service's own
     * @param notice what the caller should know; null mostly
     * @param ignored which higher sources had a value that names no space: bit {@code n} for a malformed value of the
     *     source with ordinal {@code n}, bit {@code 16 + n} for a well-formed name that no space has; 0 mostly
     */
    record Found(String space, Source source, @Nullable String notice, int ignored) implements ContextRead {
        /** Whether a malformed value of this source was ignored. */
        public boolean malformed(Source ignoredSource) {
            return (ignored & 1 << ignoredSource.ordinal()) != 0;
        }

        /** Whether a well-formed name in this source was ignored since no space has it. */
        public boolean unknown(Source ignoredSource) {
            return (ignored & 1 << 16 + ignoredSource.ordinal()) != 0;
        }
    }

    /** {@code x-offshoot-space} itself is wrong: the request is answered 400. */
    record Rejected(String detail) implements ContextRead {}
}
