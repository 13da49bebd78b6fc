package dev.offshoot.routing.context;

import org.jspecify.annotations.Nullable;

/** What reading a context must know of the cluster. A snapshot is one. */
public interface KnownSpaces {
    boolean isSpace(String name);

    /** The space whose trace tag this is; null where none or more than one has it. */
    @Nullable
    String spaceOfTraceTag(long tag);

    /** The child space whose Pod has this address; null where none has. */
    @Nullable
    String spaceOfPod(String address);

    /** The space that a prefixed host names, such as {@code alice} of {@code alice.s.shop.dev.example.com:8080}; null where it names none. */
    @Nullable
    String spaceOfHost(String authority);
}
