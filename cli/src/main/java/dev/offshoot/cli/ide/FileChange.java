package dev.offshoot.cli.ide;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A text file as it is and as it should be.
 *
 * @param before null where it isn't there
 */
public record FileChange(Path file, @Nullable String before, String after) {
    /** Null where it isn't there. */
    static @Nullable String read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        try {
            return Files.readString(file);
        } catch (CharacterCodingException other) {
            throw new IllegalArgumentException(file + ": isn't UTF-8; nothing was changed");
        }
    }

    /** Whether there is anything to write. */
    public boolean differs() {
        return !after.equals(before);
    }

    /**
     * Puts the new text in the file's place at once: who reads it meanwhile sees the one or the other. A link stays a link, and the
     * file keeps its mode.
     *
     * @throws IOException where it can't be written, or somebody else has changed it meanwhile
     */
    public void write() throws IOException {
        boolean there = Files.exists(file);
        Path real = there ? file.toRealPath() : file.toAbsolutePath();
        Files.createDirectories(Objects.requireNonNull(real.getParent()));
        Path next = real.resolveSibling(
                "." + real.getFileName() + "." + ProcessHandle.current().pid());
        try {
            try (FileChannel channel =
                    FileChannel.open(next, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(after);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            if (there) {
                keepMode(real, next);
            }
            if (!Objects.equals(read(file), before)) {
                throw new IOException(file + " was changed by somebody else meanwhile; run it again");
            }
            Files.move(next, real, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private static void keepMode(Path from, Path to) throws IOException {
        PosixFileAttributeView mode = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (mode != null) {
            mode.setPermissions(Files.getPosixFilePermissions(from));
        }
    }
}
