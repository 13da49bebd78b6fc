package dev.offshoot.gateway.relay;

import io.netty.channel.ChannelPipeline;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one endpoint, with the requests that wait for one. Confined to that loop, so it needs no
 * lock.
 */
abstract sealed class UpstreamPool permits Http1Pool, Http2Pool {
    /** A request that waits, and until when. */
    private record Pending(UpstreamListener listener, long deadline) {}

    protected final UpstreamKey key;
    private final Transport transport;
    private final UpstreamConnector connector;
    protected final RelaySettings settings;
    private final Deque<Pending> pending = new ArrayDeque<>();

    protected UpstreamPool(UpstreamKey key, Transport transport, UpstreamConnector connector, RelaySettings settings) {
        this.key = key;
        this.transport = transport;
        this.connector = connector;
        this.settings = settings;
    }

    boolean isHttp2() {
        return key.http2();
    }

    /** Answers at once or later with a connection, or with the reason why there is none. */
    abstract void acquire(UpstreamListener listener);

    abstract void release(UpstreamHandler upstream, boolean reusable);

    abstract void closed(UpstreamHandler upstream);

    /** Closes connections that were unused for too long. */
    abstract void evictIdle(long now);

    abstract void closeIdle();

    /** Whether it can be forgotten. */
    abstract boolean isEmpty();

    /** @param handlers adds to a new channel's pipeline what comes behind the codec */
    protected final UpstreamConnector.Connecting connect(Consumer<ChannelPipeline> handlers) {
        return connector.connect(key, transport, handlers);
    }

    protected final void await(UpstreamListener listener) {
        if (pending.size() >= settings.maxPending()) {
            listener.onBusy("%s has %d connections in use and %d requests waiting (expected: at most %d waiting)"
                    .formatted(key.endpoint(), settings.maxConnections(), pending.size(), settings.maxPending()));
            return;
        }
        pending.addLast(new Pending(
                listener, System.nanoTime() + settings.pendingTimeout().toNanos()));
    }

    /** The request that has waited longest; null if none does. */
    protected final @Nullable UpstreamListener nextPending() {
        for (Pending next = pending.pollFirst(); next != null; next = pending.pollFirst()) {
            if (!next.listener.isOver()) {
                return next.listener;
            }
        }
        return null;
    }

    protected final boolean hasPending() {
        return !pending.isEmpty();
    }

    /** Whoever waits for a local process waits as long as it takes. */
    final void expirePending(long now) {
        if (key.local()) {
            return;
        }
        while (!pending.isEmpty() && pending.peekFirst().deadline - now <= 0) {
            Pending late = pending.pollFirst();
            if (!late.listener.isOver()) {
                late.listener.onBusy("no connection to %s became free within %d ms (limit: %d connections)"
                        .formatted(key.endpoint(), settings.pendingTimeout().toMillis(), settings.maxConnections()));
            }
        }
    }
}
