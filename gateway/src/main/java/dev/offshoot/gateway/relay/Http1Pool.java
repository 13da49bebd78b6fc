package dev.offshoot.gateway.relay;

import java.util.ArrayDeque;
import java.util.Deque;

/** HTTP/1.1 connections: one request at a time each; the one used last is taken first, so that the others can go idle. */
final class Http1Pool extends UpstreamPool {
    private final Deque<UpstreamHandler> idle = new ArrayDeque<>();
    private int open;

    Http1Pool(UpstreamKey key, Transport transport, UpstreamConnector connector, RelaySettings settings) {
        super(key, transport, connector, settings);
    }

    @Override
    void acquire(UpstreamListener listener) {
        if (!listener.wantsFresh()) {
            for (UpstreamHandler last = idle.pollLast(); last != null; last = idle.pollLast()) {
                if (last.channel().isActive()) {
                    last.assign(listener, true);
                    return;
                }
            }
        }
        if (open < settings.maxConnections()) {
            connect(listener);
            return;
        }
        await(listener);
        UpstreamHandler unused = idle.pollFirst();
        if (unused != null) {
            unused.channel().close(); // makes room for one
        }
    }

    private void connect(UpstreamListener listener) {
        connect(listener, true);
    }

    private void connect(UpstreamListener listener, boolean again) {
        open++;
        UpstreamHandler upstream = new UpstreamHandler(this);
        connect(pipeline -> pipeline.addLast(upstream)).whenDone(channel -> connected(upstream, listener), failure -> {
            if (again && failure.ours() && !listener.isOver()) {
                if (upstream.forget()) {
                    open--;
                }
                connect(listener, false);
                return;
            }
            closed(upstream);
            if (!listener.isOver()) {
                listener.onUnreachable(failure.why());
            }
        });
    }

    private void connected(UpstreamHandler upstream, UpstreamListener listener) {
        if (listener.isOver()) {
            release(upstream, true);
        } else {
            upstream.assign(listener, false);
        }
    }

    @Override
    void release(UpstreamHandler upstream, boolean reusable) {
        if (!reusable || !upstream.channel().isActive()) {
            upstream.channel().close();
            return;
        }
        upstream.autoRead(true);
        UpstreamListener next = nextPending();
        if (next != null) {
            upstream.assign(next, true);
            return;
        }
        upstream.idleSince(System.nanoTime());
        idle.addLast(upstream);
        if (idle.size() > settings.maxIdle()) {
            idle.removeFirst().channel().close();
        }
    }

    @Override
    void closed(UpstreamHandler upstream) {
        if (!upstream.forget()) {
            return;
        }
        open--;
        idle.remove(upstream);
        UpstreamListener next = nextPending();
        if (next != null) {
            connect(next);
        }
    }

    @Override
    void evictIdle(long now) {
        long limit = settings.idleTimeout().toNanos();
        while (!idle.isEmpty() && now - idle.peekFirst().idleSince() > limit) {
            idle.removeFirst().channel().close();
        }
    }

    @Override
    void closeIdle() {
        while (!idle.isEmpty()) {
            idle.removeFirst().channel().close();
        }
    }

    @Override
    boolean isEmpty() {
        return open == 0 && !hasPending();
    }
}
