package dev.offshoot.cluster.files;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The operating system's word that something changed in some directories. It may be lost or late: a rescan is the truth. */
final class DirectoryWatch implements Closeable {
    private final WatchService service;
    private final Map<Path, WatchKey> keys = new HashMap<>();
    private Map<Path, Set<Path>> watched = Map.of();

    /** @throws IOException where the system has no watches left */
    DirectoryWatch() throws IOException {
        service = FileSystems.getDefault().newWatchService();
    }

    /**
     * Watches these directories, and no others.
     *
     * @return whether some weren't watched before, so that changes in them may have been missed
     * @throws IOException where one can't be watched, although others are
     */
    boolean watch(Map<Path, Set<Path>> directories) throws IOException {
        watched = Map.copyOf(directories);
        keys.entrySet().removeIf(entry -> {
            boolean unwanted = !directories.containsKey(entry.getKey());
            if (unwanted) {
                entry.getValue().cancel();
            }
            return unwanted || !entry.getValue().isValid();
        });
        boolean added = false;
        IOException failure = null;
        for (Path directory : directories.keySet()) {
            if (keys.containsKey(directory)) {
                continue;
            }
            try {
                keys.put(directory, directory.register(service, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE));
                added = true;
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return added;
    }

    /** Waits for a change that matters; false where none came in time. */
    boolean await(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            WatchKey key = service.poll(left, TimeUnit.NANOSECONDS);
            if (key != null && matters(key)) {
                return true;
            }
        }
        return false;
    }

    private boolean matters(WatchKey key) {
        boolean matters = false;
        Set<Path> names = watched.getOrDefault((Path) key.watchable(), Set.of());
        for (WatchEvent<?> event : key.pollEvents()) {
            matters |= names.isEmpty() || !(event.context() instanceof Path name) || names.contains(name);
        }
        return !key.reset() || matters;
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
