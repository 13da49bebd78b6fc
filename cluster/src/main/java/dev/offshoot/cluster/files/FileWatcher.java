package dev.offshoot.cluster.files;

import dev.offshoot.routing.facts.Facts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that follows a source's files. Every wake-up, by the operating system's watches or by time, is one look at all files'
 * stamps; a burst of changes is one look.
 */
final class FileWatcher {
    private static final Logger LOG = LoggerFactory.getLogger(FileWatcher.class);

    /** A burst ends when this long nothing happened, ... */
    private static final Duration QUIET = Duration.ofMillis(50);

    /** ... or after so many of these. */
    private static final int BURST = 5;

    /** To the next look where a save may be half done. */
    private static final Duration DOUBT = Duration.ofMillis(200);

    /** Between looks where nothing was heard: watches can be lost. */
    private static final Duration RESCAN = Duration.ofSeconds(2);

    /** Between looks where the system can't watch all directories. */
    private static final Duration POLL = Duration.ofMillis(500);

    private final List<Path> roots;
    private final FileSet files;
    private final Consumer<Facts> consumer;
    private final Thread thread = new Thread(this::run, "offshoot-files");
    private final Object looking = new Object();
    private Facts told;
    private volatile boolean closed;

    private FileWatcher(List<Path> roots, FileSet files, Facts told, Consumer<Facts> consumer) {
        this.roots = roots;
        this.files = files;
        this.told = told;
        this.consumer = consumer;
    }

    static FileWatcher start(List<Path> roots, FileSet files, Facts told, Consumer<Facts> consumer) {
        FileWatcher watcher = new FileWatcher(roots, files, told, consumer);
        watcher.thread.setDaemon(true);
        watcher.thread.start();
        return watcher;
    }

    private void run() {
        try (DirectoryWatch watch = open()) {
            while (!closed) {
                await(watch, lookSafely(watch));
            }
        } catch (InterruptedException | IOException e) {
            if (!closed) {
                LOG.error("the files are no longer followed", e);
            }
        }
    }

    private static @Nullable DirectoryWatch open() {
        try {
            return new DirectoryWatch();
        } catch (IOException e) {
            LOG.warn(
                    "the system gives no file watches, files are looked at every {} ms: {}",
                    POLL.toMillis(),
                    e.toString());
            return null;
        }
    }

    /** A look that fails, or a consumer that does, must not end the thread. */
    private Duration lookSafely(@Nullable DirectoryWatch directories) {
        try {
            synchronized (looking) {
                return closed ? RESCAN : look(directories);
            }
        } catch (RuntimeException e) {
            LOG.error("a change of the files could not be taken in; it is tried again", e);
            return RESCAN;
        }
    }

    /** The time to wait for the next look. */
    private Duration look(@Nullable DirectoryWatch directories) {
        FileScan scan = FileScan.of(roots);
        Duration next = RESCAN;
        try {
            if (directories == null) {
                next = POLL;
            } else if (directories.watch(scan.watched())) {
                scan = FileScan.of(roots); // what came in before its directory was watched
            }
        } catch (IOException e) {
            next = POLL;
        }
        boolean doubtful = files.refresh(scan);
        Facts facts = files.facts();
        if (!facts.equals(told)) {
            consumer.accept(facts);
            told = facts;
        }
        return doubtful ? DOUBT : next;
    }

    private void await(@Nullable DirectoryWatch directories, Duration time) throws InterruptedException {
        if (directories == null) {
            Thread.sleep(time);
        } else if (directories.await(time)) {
            for (int i = 0; i < BURST && directories.await(QUIET); i++) {
                // the burst goes on
            }
        }
    }

    /** Lets a look that is under way end, and waits for it unless the consumer itself closes. */
    void close() {
        synchronized (looking) {
            closed = true;
            thread.interrupt(); // it waits, or is about to
        }
        if (thread == Thread.currentThread()) {
            return;
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
