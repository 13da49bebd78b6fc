package dev.offshoot.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder of YAML objects that the gateway reads and people edit. Closing it removes it, unless it was asked for by name. */
record ObjectFolder(Path path, boolean temporary) implements AutoCloseable {
    /**
     * A new folder.
     *
     * @param asked where it shall be; null for a temporary one
     * @throws IllegalArgumentException if {@code asked} is there and isn't an empty folder: nobody's edits are overwritten
     */
    static ObjectFolder create(@Nullable Path asked) throws IOException {
        if (asked == null) {
            return new ObjectFolder(Files.createTempDirectory("offshoot-demo-"), true);
        }
        if (Files.exists(asked) && !isEmptyFolder(asked)) {
            throw new IllegalArgumentException(
                    "--dir " + asked + " has something in it (expected: a new or an empty folder)");
        }
        return new ObjectFolder(Files.createDirectories(asked), false);
    }

    void write(String file, String text) throws IOException {
        Files.writeString(path.resolve(file), text);
    }

    @Override
    public void close() throws IOException {
        if (!temporary) {
            return;
        }
        List<Path> all;
        try (Stream<Path> walk = Files.walk(path)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }

    private static boolean isEmptyFolder(Path asked) throws IOException {
        if (!Files.isDirectory(asked)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(asked)) {
            return entries.findAny().isEmpty();
        }
    }
}
