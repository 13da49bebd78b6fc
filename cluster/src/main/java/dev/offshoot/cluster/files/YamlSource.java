package dev.offshoot.cluster.files;

import dev.offshoot.routing.facts.Facts;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Kubernetes objects in YAML and JSON files as facts. Files are read as they are, whatever wrote them; an object without a
 * namespace stands in {@code default}; kinds that facts aren't made of are counted. A file that turns unreadable is a problem, and
 * its last good objects stay.
 *
 * <p>{@link #load}, {@link #watch} and {@link #close} may each be called by any thread, in this order.
 */
public final class YamlSource implements AutoCloseable {
    private final List<Path> roots;
    private final FileSet files;
    private final Loaded loaded;
    private @Nullable FileWatcher watcher;

    private YamlSource(List<Path> roots, FileSet files) {
        this.roots = roots;
        this.files = files;
        this.loaded = new Loaded(files.facts(), files.counts());
    }

    /**
     * Reads everything once.
     *
     * @param roots files, whatever their names, and directories, whose {@code *.yaml}, {@code *.yml} and {@code *.json} files are
     *     read at any depth
     * @throws UnreadableFilesException where a root isn't there, or a file can't be read: nothing good is known of it
     */
    public static YamlSource load(List<Path> roots) throws UnreadableFilesException {
        FileSet files = new FileSet();
        files.refresh(FileScan.of(roots));
        if (!files.unreadable().isEmpty()) {
            throw new UnreadableFilesException(files.unreadable());
        }
        return new YamlSource(List.copyOf(roots), files);
    }

    public Loaded loaded() {
        return loaded;
    }

    /**
     * Follows the files from now on, on a daemon thread of its own, until closed.
     *
     * @param consumer is told the facts each time they differ, by that thread; should it throw, it is told again with the next look
     */
    public synchronized void watch(Consumer<Facts> consumer) {
        if (watcher != null) {
            throw new IllegalStateException("the files are watched already (expected one call)");
        }
        watcher = FileWatcher.start(roots, files, loaded.facts(), consumer);
    }

    /** Ends watching; afterwards the consumer isn't called any more. */
    @Override
    public synchronized void close() {
        if (watcher != null) {
            watcher.close();
        }
    }
}
