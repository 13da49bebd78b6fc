package dev.offshoot.controller.loop;

import dev.offshoot.routing.plan.Replica;
import dev.offshoot.routing.problem.Problem;
import java.util.List;

/** The gateway replicas as they are now, followed from {@link #start} until closed. Safe for several threads. */
public interface GatewayReplicas extends AutoCloseable {
    /** @param changed called when any of the others would answer something else */
    void start(Runnable changed);

    /** Those that aren't dead. */
    List<Replica> replicas();

    /** The tunnels that they hold; more than one may hold the same for a while, as long as one hasn't noticed its client's end. */
    List<TunnelEnd> tunnels();

    /** Whether each that is ready has been heard once, or couldn't be reached: before, an unheard one looks like none. */
    boolean complete();

    /** What is wrong with replicas. */
    List<Problem> problems();

    @Override
    void close();
}
