package dev.offshoot.shop;

/** A service that listens. Closing it ends its streams, lets calls in flight finish for a few seconds, and frees its port. */
public interface RunningService extends AutoCloseable {
    /** The port it listens on. */
    int port();

    @Override
    void close();
}
