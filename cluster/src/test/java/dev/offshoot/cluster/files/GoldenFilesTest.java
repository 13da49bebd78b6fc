package dev.offshoot.cluster.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code X.yaml} or {@code X.json} translates into {@code X.txt}; run with {@code -Dgolden.refresh=true} to write what comes out. */
class GoldenFilesTest {
    private static final Path FOLDER = Path.of("src/test/resources/files");

    static Stream<Path> inputs() throws IOException {
        return Files.list(FOLDER)
                .filter(file -> !file.toString().endsWith(".txt"))
                .sorted();
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void fileTranslatesIntoItsFacts(Path input) throws IOException, UnreadableFilesException {
        Path expected = FOLDER.resolve(input.getFileName().toString().replaceFirst("\\.[a-z]+$", ".txt"));
        Loaded loaded;
        try (YamlSource source = YamlSource.load(List.of(input))) {
            loaded = source.loaded();
        }
        String text =
                loaded.counts().toString() + "\n" + FactsText.of(loaded.facts()).replace(FOLDER + "/", "");
        if (Boolean.getBoolean("golden.refresh")) {
            Files.writeString(expected, text);
        }
        assertThat(text).isEqualTo(Files.readString(expected));
    }
}
