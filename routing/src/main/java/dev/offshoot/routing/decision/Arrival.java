package dev.offshoot.routing.decision;

import dev.offshoot.routing.snapshot.Listener;

/** Through which door a request came. */
public sealed interface Arrival {
    /**
     * A URL listener: the host names the Service.
     *
     * @param trustContext whether context headers are taken from there
     */
    record Url(boolean trustContext) implements Arrival {}

    /** An interception listener: the port names the Service; context headers are always taken. */
    record Intercepted(Listener listener) implements Arrival {}
}
