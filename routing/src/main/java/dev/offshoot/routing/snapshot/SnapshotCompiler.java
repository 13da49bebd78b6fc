package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.facts.Facts;

/** The stage that turns facts into a snapshot. Pure; never fails: what can't be honoured is a problem in the result. */
public final class SnapshotCompiler {
    private SnapshotCompiler() {}

    /**
     * The snapshot of these facts. Parts of {@code previous} whose facts are the same stand in the result as the same objects; if
     * nothing changed the result is {@code previous} itself.
     */
    public static Snapshot compile(Snapshot previous, Facts facts, RoutingConfig config) {
        return previous;
    }
}
