package dev.offshoot.cluster.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
        Path real,
        boolean directory,
        boolean link,
        FileTime modified,
        long size,
        @Nullable Object key) {
    /** The stamp of an entry of a directory; one system call unless it is a symbolic link. */
    static FileStamp ofEntry(Path entry, Path realDirectory) throws IOException {
        BasicFileAttributes own = Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return own.isSymbolicLink() ? ofRoot(entry) : of(realDirectory.resolve(entry.getFileName()), false, own);
    }

    static FileStamp ofRoot(Path root) throws IOException {
        return of(root.toRealPath(), Files.isSymbolicLink(root), Files.readAttributes(root, BasicFileAttributes.class));
    }

    private static FileStamp of(Path real, boolean link, BasicFileAttributes attributes) {
        return new FileStamp(
                real,
                attributes.isDirectory(),
                link,
                attributes.lastModifiedTime(),
                attributes.size(),
                attributes.fileKey());
    }
}
