package dev.offshoot.gateway.relay;

import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** HTTP/2 connections: as many streams each as the peer's SETTINGS allow, then another connection. */
final class Http2Pool extends UpstreamPool {
    private final List<Http2Connection> connections = new ArrayList<>();
    private int connecting;

    Http2Pool(UpstreamKey key, Transport transport, UpstreamConnector connector, RelaySettings settings) {
        super(key, transport, connector, settings);
    }

    @Override
    void acquire(UpstreamListener listener) {
        Http2Connection free = listener.wantsFresh() ? null : free();
        if (free != null) {
            free.openStream(this, listener);
            return;
        }
        await(listener);
        connectIfNeeded();
    }

    /** The newest that takes one more, so that the others can go idle. */
    private @Nullable Http2Connection free() {
        for (Http2Connection connection : connections.reversed()) {
            if (connection.takesStreams()) {
                return connection;
            }
        }
        return null;
    }

    private void connectIfNeeded() {
        if (connecting > 0 || !hasPending() || connections.size() >= settings.maxConnections()) {
            return;
        }
        connecting++;
        connect(true);
    }

    private void connect(boolean again) {
        connect(pipeline -> {}).whenDone(this::connected, failure -> {
            if (again && failure.ours()) {
                connect(false);
                return;
            }
            connecting--;
            for (UpstreamListener next = nextPending(); next != null; next = nextPending()) {
                next.onUnreachable(failure.why());
            }
        });
    }

    private void connected(Channel channel) {
        connecting--;
        Http2Connection connection = Http2Connection.of(channel);
        connections.add(connection);
        channel.closeFuture().addListener(closed -> {
            connections.remove(connection);
            connectIfNeeded();
        });
        servePending();
    }

    private void servePending() {
        while (hasPending()) {
            Http2Connection free = free();
            if (free == null) {
                connectIfNeeded();
                return;
            }
            UpstreamListener next = nextPending();
            if (next != null) {
                free.openStream(this, next);
            }
        }
    }

    /** A stream ends by itself once both sides have ended; one whose client still sends is cancelled. */
    @Override
    void release(UpstreamHandler upstream, boolean reusable) {
        if (!reusable) {
            upstream.channel().close();
        } else {
            upstream.autoRead(true);
        }
    }

    @Override
    void closed(UpstreamHandler upstream) {
        if (upstream.forget()) {
            Http2Connection.of(upstream.channel().parent()).streamClosed();
            servePending();
        }
    }

    @Override
    void evictIdle(long now) {
        for (Http2Connection connection : List.copyOf(connections)) {
            if (connection.isIdleFor(settings.idleTimeout().toNanos(), now)) {
                connection.close();
            }
        }
    }

    @Override
    void closeIdle() {
        for (Http2Connection connection : List.copyOf(connections)) {
            if (connection.isIdleFor(0, System.nanoTime())) {
                connection.close();
            }
        }
    }

    @Override
    boolean isEmpty() {
        return connections.isEmpty() && connecting == 0 && !hasPending();
    }
}
