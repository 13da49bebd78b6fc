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

    /**
     * The space that a prefixed host names, such as {@code alice} of {@code alice.s.shop.dev.example.com:8080}; null where
     * it names none.
     */
    @Nullable
    String spaceOfHost(String authority);

    /**
     * The last space of a space's lineage, of a root space itself; null where there is no such space or its lineage is
     * broken.
     */
    @Nullable
    String rootOf(String space);

    /**
     * The trace tag of a space, as {@link TraceTag} makes it, whether or not it is another's too; 0 where there is no such
     * space.
     */
    long traceTagOf(String space);
}
