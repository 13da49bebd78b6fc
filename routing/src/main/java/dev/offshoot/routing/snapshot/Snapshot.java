package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.context.KnownSpaces;
import dev.offshoot.routing.problem.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Draft of the shape that the gateway relies on. */
public final class Snapshot implements KnownSpaces {
    public static final Snapshot EMPTY = new Snapshot();

    private Snapshot() {}

    /** All problems, sorted. */
    public List<Problem> problems() {
        return List.of();
    }

    /** Sorted by port. */
    public List<Listener> listeners() {
        return List.of();
    }

    public @Nullable Listener listener(int port) {
        return null;
    }

    @Override
    public boolean isSpace(String name) {
        return false;
    }

    @Override
    public @Nullable String spaceOfTraceTag(long tag) {
        return null;
    }

    @Override
    public @Nullable String spaceOfPod(String address) {
        return null;
    }

    @Override
    public @Nullable String spaceOfHost(String authority) {
        return null;
    }

    @Override
    public @Nullable String rootOf(String space) {
        return null;
    }

    @Override
    public long traceTagOf(String space) {
        return 0;
    }
}
