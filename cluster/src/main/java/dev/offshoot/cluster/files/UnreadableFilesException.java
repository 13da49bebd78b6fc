package dev.offshoot.cluster.files;

import java.util.List;
import java.util.stream.Collectors;

/** Files that can't be read when nothing good is known of them yet. Its message is a line {@code file:line: text} for each. */
public final class UnreadableFilesException extends Exception {
    private final transient List<UnreadableFile> files;

    UnreadableFilesException(List<UnreadableFile> files) {
        super(files.stream().map(UnreadableFile::toString).collect(Collectors.joining("\n")));
        this.files = List.copyOf(files);
    }

    public List<UnreadableFile> files() {
        return files;
    }
}
