package dev.offshoot.cli.ide;

import java.util.List;

/**
 * What becomes of an IDE's launch files. Nothing is written yet.
 *
 * @param notes what a person should know of it, a line each
 */
public record LaunchFiles(List<FileChange> changes, List<String> notes) {
    public LaunchFiles {
        changes = List.copyOf(changes);
        notes = List.copyOf(notes);
    }
}
