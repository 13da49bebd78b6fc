package dev.offshoot.clustertests;

import dev.offshoot.controller.loop.GatewayReplicas;
import dev.offshoot.controller.loop.TunnelEnd;
import dev.offshoot.routing.plan.Replica;
import dev.offshoot.routing.problem.Problem;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What a test says of gateways, in place of their own word. */
final class StandInGateways implements GatewayReplicas {
    private final AtomicInteger asked = new AtomicInteger();
    private volatile List<Replica> replicas = List.of();
    private volatile List<TunnelEnd> tunnels = List.of();
    private volatile boolean complete = true;
    private volatile Runnable changed = () -> {};

    void tell(List<Replica> now) {
        replicas = now;
        changed.run();
    }

    void hold(List<TunnelEnd> now) {
        tunnels = now;
        changed.run();
    }

    void complete(boolean now) {
        complete = now;
        changed.run();
    }

    /** How often a controller that knows the cluster has asked whether it may plan. */
    int asked() {
        return asked.get();
    }

    @Override
    public void start(Runnable onChange) {
        changed = onChange;
    }

    @Override
    public List<Replica> replicas() {
        return replicas;
    }

    @Override
    public List<TunnelEnd> tunnels() {
        return tunnels;
    }

    @Override
    public boolean complete() {
        asked.incrementAndGet();
        return complete;
    }

    @Override
    public List<Problem> problems() {
        return List.of();
    }

    @Override
    public void close() {
        changed = () -> {};
    }
}
