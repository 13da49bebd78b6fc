package dev.offshoot.gateway.listen;

import dev.offshoot.routing.decision.Backend;
import dev.offshoot.routing.snapshot.Listener;
import io.netty.util.AttributeKey;
import java.util.function.Supplier;

/**
 * The interception listener that connections came through, as it is now: its Backend changes while they stay. Read on event
 * loops, written where listeners are followed.
 */
final class CurrentListener {
    static final AttributeKey<CurrentListener> KEY = AttributeKey.valueOf(CurrentListener.class, "listener");

    private volatile Supplier<Listener> value;
    private volatile boolean closed;

    CurrentListener(Listener value) {
        this(() -> value);
    }

    /** @param value asked for each request; it may not wait */
    CurrentListener(Supplier<Listener> value) {
        this.value = value;
    }

    Listener value() {
        return value.get();
    }

    void become(Listener newer) {
        value = () -> newer;
    }

    /** Whether clients of the port speak HTTP, as its Service says. */
    boolean isDeclaredHttp() {
        return switch (value().called().protocol()) {
            case HTTP1, H2C, GRPC -> true;
            case HTTPS, TCP, UNDECLARED -> false;
        };
    }

    /** Whether the port has been closed or serves another Service by now: connections end with their next answer. */
    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
    }

    /** Whether {@code other} is the same port of the same Service, so that connections may stay. */
    boolean isSame(Listener other) {
        Backend called = value().called();
        return called.service().equals(other.called().service())
                && called.portNumber() == other.called().portNumber();
    }
}
