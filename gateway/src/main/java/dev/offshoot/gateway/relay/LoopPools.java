package dev.offshoot.gateway.relay;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** The pools of one event loop, and the sweep that closes what is unused. Confined to the loop. */
final class LoopPools {
    private static final long SWEEP_MILLIS = 1_000;

    private final Transport transport;
    private final UpstreamConnector connector;
    private final RelaySettings settings;
    private final Map<UpstreamKey, UpstreamPool> pools = new HashMap<>();
    private boolean sweeping;

    LoopPools(Transport transport, UpstreamConnector connector, RelaySettings settings) {
        this.transport = transport;
        this.connector = connector;
        this.settings = settings;
    }

    UpstreamPool pool(UpstreamKey key) {
        UpstreamPool pool = pools.get(key);
        if (pool == null) {
            pool = key.http2()
                    ? new Http2Pool(key, transport, connector, settings)
                    : new Http1Pool(key, transport, connector, settings);
            pools.put(key, pool);
        }
        return pool;
    }

    /** Sweeps every second as long as there is a pool; {@code each} is called with each sweep's time. */
    void sweepLater(LongConsumer each) {
        if (!sweeping) {
            sweeping = true;
            schedule(each);
        }
    }

    private void schedule(LongConsumer each) {
        transport.loop().schedule(() -> sweep(each), SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void sweep(LongConsumer each) {
        long now = System.nanoTime();
        for (UpstreamPool pool : List.copyOf(pools.values())) {
            pool.expirePending(now);
            pool.evictIdle(now);
        }
        pools.values().removeIf(UpstreamPool::isEmpty);
        each.accept(now);
        if (pools.isEmpty()) {
            sweeping = false;
        } else {
            schedule(each);
        }
    }

    void close() {
        if (!transport.loop().isShuttingDown()) {
            transport.loop().execute(() -> List.copyOf(pools.values()).forEach(UpstreamPool::closeIdle));
        }
    }
}
