package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.context.KnownSpaces;
import dev.offshoot.routing.host.HostForm;
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

    public RoutingConfig config() {
        return new RoutingConfig(List.of(), List.of(), null);
    }

    /** All spaces, also broken ones, sorted by name. */
    public List<SpaceView> spaces() {
        return List.of();
    }

    /** The Services visible in a space, sorted by name; empty where there is no such space or it is broken. */
    public List<RouteView> routes(String space) {
        return List.of();
    }

    /**
     * The host under which {@code space} is served where others use {@code host}.
     *
     * @param host a host of ours without prefix and port, lower-case
     * @param form the wanted form; the host itself for {@link HostForm#BARE}
     * @return null where {@code host} is none of ours or doesn't serve the space
     */
    public @Nullable String prefixedHost(String host, String space, HostForm form) {
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
