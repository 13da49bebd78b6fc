package dev.offshoot.cluster.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One look at the roots: which files there are, without reading them. Symbolic links are followed, every file and directory once,
 * so that loops end. Below the roots, names that begin with a dot are left out: editors' and mounted ConfigMaps' own files.
 */
final class FileScan {
    private final SortedMap<Path, FileStamp> files = new TreeMap<>();
    private final List<UnreadableFile> unreadable = new ArrayList<>();
    private final List<Path> unlisted = new ArrayList<>();
    private final Map<Path, Set<Path>> watched = new HashMap<>();
    private final Set<Path> seen = new HashSet<>();
    private final Deque<Directory> directories = new ArrayDeque<>();

    private record Directory(Path path, Path real) {}

    private FileScan() {}

    static FileScan of(List<Path> roots) {
        FileScan scan = new FileScan();
        for (Path root : roots.stream().sorted().distinct().toList()) {
            scan.root(root);
        }
        return scan;
    }

    private void root(Path root) {
        watchName(root);
        try {
            add(root, FileStamp.ofRoot(root));
        } catch (NoSuchFileException e) {
            fail(root, "is not there");
        } catch (IOException e) {
            fail(root, "can't be read: " + e);
        }
        while (!directories.isEmpty()) {
            directory(directories.pop());
        }
    }

    private void directory(Directory directory) {
        watched.put(directory.real(), Set.of());
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory.path())) {
            stream.forEach(entries::add);
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            fail(directory.path(), "can't be listed: " + e);
            return;
        }
        entries.sort(null);
        for (Path entry : entries) {
            entry(entry, directory.real());
        }
    }

    private void entry(Path entry, Path realDirectory) {
        String name = entry.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.startsWith(".")) {
            return;
        }
        try {
            FileStamp stamp = FileStamp.ofEntry(entry, realDirectory);
            if (stamp.directory() || isManifest(name)) {
                add(entry, stamp);
            }
        } catch (NoSuchFileException e) {
            // gone since it was listed, or a link that leads nowhere
        } catch (IOException e) {
            fail(entry, "can't be read: " + e);
        }
    }

    private static boolean isManifest(String name) {
        return name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json");
    }

    private void add(Path path, FileStamp stamp) {
        if (!seen.add(stamp.real())) {
            return;
        }
        if (stamp.directory()) {
            directories.push(new Directory(path, stamp.real()));
            return;
        }
        files.put(path, stamp);
        if (stamp.link()) {
            watchName(stamp.real());
        }
    }

    /** A single name of a directory whose other files are none of ours. */
    private void watchName(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            Path parent =
                    absolute.getParent() == null ? null : absolute.getParent().toRealPath();
            if (parent != null && !isWatchedWhole(parent)) {
                watched.computeIfAbsent(parent, p -> new HashSet<>()).add(absolute.getFileName());
            }
        } catch (IOException e) {
            // the rescan notices when it is there
        }
    }

    private boolean isWatchedWhole(Path directory) {
        Set<Path> names = watched.get(directory);
        return names != null && names.isEmpty();
    }

    private void fail(Path path, String text) {
        unreadable.add(new UnreadableFile(path.toString(), 0, text));
        unlisted.add(path);
    }

    /** By path, sorted. */
    SortedMap<Path, FileStamp> files() {
        return files;
    }

    List<UnreadableFile> unreadable() {
        return unreadable;
    }

    /** Whether it can't be told if {@code file} is still there: something above it couldn't be listed. */
    boolean isUnknown(Path file) {
        return unlisted.stream().anyMatch(file::startsWith);
    }

    /** The directories whose changes matter, each with the names that matter; all names where the set is empty. */
    Map<Path, Set<Path>> watched() {
        return watched;
    }
}
