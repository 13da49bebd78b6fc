package dev.offshoot.gateway.relay;

import org.reactivestreams.Subscription;

/** The subscription of something that has no elements, only an end: all it can do is be cancelled. */
record Cancellation(Runnable action) implements Subscription {
    @Override
    public void request(long elements) {}

    @Override
    public void cancel() {
        action.run();
    }
}
