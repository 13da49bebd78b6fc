package dev.offshoot.cluster.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * What tells, without reading it, that a file may have changed.
 *
 * @param real where symbolic links lead: a swapped link changes it
 * @param key the file system's identity of the file: a renamed file changes it
 */
record FileStamp(
        Path real, FileTime modified, long size, @Nullable Object key) {
    static FileStamp of(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new FileStamp(file.toRealPath(), attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    }
}
