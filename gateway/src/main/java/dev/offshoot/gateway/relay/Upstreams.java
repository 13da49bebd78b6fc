package dev.offshoot.gateway.relay;

import dev.offshoot.routing.decision.Endpoint;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** All upstream connections of the gateway, kept per event loop, and what it knows of each endpoint and space. Thread-safe. */
final class Upstreams implements AutoCloseable {
    private static final long FORGET = TimeUnit.MINUTES.toNanos(10);

    private final RelaySettings settings;
    private final RelayMeters meters;
    private final UpstreamConnector connector;
    private final Map<EventLoop, LoopPools> loops = new ConcurrentHashMap<>();
    private final Map<String, SpaceLoad> spaces = new ConcurrentHashMap<>();
    private final Map<Endpoint, EndpointLoad> loads = new ConcurrentHashMap<>();

    Upstreams(RelaySettings settings, RelayMeters meters) {
        this.meters = meters;
        this.settings = settings;
        connector = new UpstreamConnector(settings);
    }

    RelaySettings settings() {
        return settings;
    }

    RelayMeters meters() {
        return meters;
    }

    /** Called on the client's event loop; the listener hears on it, too, perhaps before this returns. */
    void acquire(UpstreamKey key, Channel client, UpstreamListener listener) {
        LoopPools pools = loops.get(client.eventLoop());
        if (pools == null) {
            pools = loops.computeIfAbsent(
                    client.eventLoop(), loop -> new LoopPools(Transport.of(client), connector, settings));
        }
        pools.pool(key).acquire(listener);
        pools.sweepLater(this::forgetUnused);
    }

    EndpointLoad load(Endpoint endpoint) {
        EndpointLoad load = loads.get(endpoint);
        return load != null ? load : loads.computeIfAbsent(endpoint, unknown -> new EndpointLoad(avoidance()));
    }

    SpaceLoad space(String name) {
        SpaceLoad load = spaces.get(name);
        return load != null
                ? load
                : spaces.computeIfAbsent(name, unknown -> new SpaceLoad(name, settings.maxRequestsPerSpace()));
    }

    private Avoidance avoidance() {
        return new Avoidance(settings.avoidFailed().toNanos(), settings.avoidAfterBroken());
    }

    private void forgetUnused(long now) {
        loads.values().removeIf(load -> load.isUnusedFor(FORGET, now));
        spaces.values().removeIf(load -> load.isUnusedFor(FORGET, now));
    }

    /** Closes the unused connections; those in use end with their exchanges. */
    @Override
    public void close() {
        for (LoopPools pools : loops.values()) {
            pools.close();
        }
    }
}
