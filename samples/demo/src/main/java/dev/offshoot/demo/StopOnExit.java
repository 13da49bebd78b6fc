package dev.offshoot.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/** What must be closed when the JVM ends, however it ends: the last added first. */
final class StopOnExit {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    StopOnExit() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::closeAll, "stop"));
    }

    synchronized <T extends AutoCloseable> T add(T resource) {
        open.push(resource);
        return resource;
    }

    private synchronized void closeAll() {
        for (AutoCloseable each : open) {
            try {
                each.close();
            } catch (Exception e) {
                System.err.println("demo: " + each + " could not be closed: " + e);
            }
        }
    }
}
