package dev.offshoot.cli.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentFileTest {
    @Test
    void valuesAreQuotedWhereTheyNeedIt() {
        assertThat(EnvironmentFile.text(
                        new TreeMap<>(Map.of("A", "tcp://127.0.0.1:80", "B", "a \"b\" \\ # c", "C", "two\nlines"))))
                .isEqualTo("A=tcp://127.0.0.1:80\nB=\"a \\\"b\\\" \\\\ # c\"\nC=\"two\\nlines\"\n");
    }

    @Test
    void nobodyElseReadsTheFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve(".env"), "old");
        EnvironmentFile.write(file, Map.of("A", "b"));
        assertThat(file).hasContent("A=b\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }
}
