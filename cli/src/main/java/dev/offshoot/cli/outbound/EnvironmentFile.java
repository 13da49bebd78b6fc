package dev.offshoot.cli.outbound;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Collectors;

/** An environment as a file that IDEs read: {@code NAME="value"}, a line each. */
public final class EnvironmentFile {
    private EnvironmentFile() {}

    /** Writes it anew; only the caller may read it, where the file system knows of that: it may hold Secrets. */
    public static void write(Path file, Map<String, String> environment) throws IOException {
        Files.deleteIfExists(file);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(file, text(environment));
    }

    static String text(Map<String, String> environment) {
        return environment.entrySet().stream()
                .map(one -> one.getKey() + "=" + quoted(one.getValue()) + "\n")
                .collect(Collectors.joining());
    }

    private static String quoted(String value) {
        return value.matches("[-_./:@%+,A-Za-z0-9]*")
                ? value
                : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
