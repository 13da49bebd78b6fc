package dev.offshoot.gateway.relay;

import dev.offshoot.routing.decision.Endpoint;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** All upstream connections of the gateway, kept per event loop, and what it knows of each endpoint. Thread-safe. */
final class Upstreams implements AutoCloseable {
    private static final long FORGET_ENDPOINT = TimeUnit.MINUTES.toNanos(10);

    private final RelaySettings settings;
    private final UpstreamConnector connector;
    private final Map<EventLoop, LoopPools> loops = new ConcurrentHashMap<>();
    private final Map<Endpoint, EndpointLoad> loads = new ConcurrentHashMap<>();

    Upstreams(RelaySettings settings) {
        this.settings = settings;
        connector = new UpstreamConnector(settings);
    }

    RelaySettings settings() {
        return settings;
    }

    /** Called on the client's event loop; the listener hears on it, too, perhaps before this returns. */
    void acquire(UpstreamKey key, Channel client, UpstreamListener listener) {
        LoopPools pools = loops.get(client.eventLoop());
        if (pools == null) {
            pools = loops.computeIfAbsent(
                    client.eventLoop(), loop -> new LoopPools(Transport.of(client), connector, settings));
        }
        pools.pool(key).acquire(listener);
        pools.sweepLater(this::forgetUnusedEndpoints);
    }

    EndpointLoad load(Endpoint endpoint) {
        EndpointLoad load = loads.get(endpoint);
        return load != null ? load : loads.computeIfAbsent(endpoint, unknown -> new EndpointLoad());
    }

    private void forgetUnusedEndpoints(long now) {
        loads.values().removeIf(load -> load.isUnusedFor(FORGET_ENDPOINT, now));
    }

    /** Closes the unused connections; those in use end with their exchanges. */
    @Override
    public void close() {
        for (LoopPools pools : loops.values()) {
            pools.close();
        }
    }
}
