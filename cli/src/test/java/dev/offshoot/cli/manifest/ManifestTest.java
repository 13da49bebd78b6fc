package dev.offshoot.cli.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Golden files: {@code X.in.yaml} restored is {@code X.out.yaml}, and the changes told. {@code -Dgolden.write=true} writes them anew. */
class ManifestTest {
    private static final Path FOLDER = Path.of("src/test/resources/manifest");

    @ParameterizedTest
    @CsvSource({"documentsAndComments,yaml", "aList,yaml", "json,json", "onlyOurs,yaml"})
    void onlyWhatIsOursIsCutOut(String name, String ending) throws IOException {
        Manifest restored = Manifest.restored(name, Files.readString(FOLDER.resolve(name + ".in." + ending)));
        Path out = FOLDER.resolve(name + ".out." + ending);
        Path told = FOLDER.resolve(name + ".told.txt");
        String changes = String.join("\n", restored.changes()) + "\n";
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(out, restored.text());
            Files.writeString(told, changes);
        }
        assertThat(restored.text()).isEqualTo(Files.readString(out));
        assertThat(changes).isEqualTo(Files.readString(told));
        assertThat(Manifest.restored(name, restored.text())).isEqualTo(new Manifest(restored.text(), List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# only a comment\n", "---\n---\n", "text", "- a\n- b\n"})
    void textWithoutAnythingOfOursStaysAsItIs(String text) {
        assertThat(Manifest.restored("f.yaml", text)).isEqualTo(new Manifest(text, List.of()));
    }

    @Test
    void whatIsNoYamlIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Manifest.restored("f.yaml", "a: [b\n"))
                .withMessageStartingWith("f.yaml is no YAML: ");
    }

    @Test
    void linesMayEndAsOnWindowsAndWithoutAnEnd() {
        assertThat(Manifest.restored(
                                "f",
                                "kind: Service\r\nspec:\r\n  selector:\r\n    a: b\r\n    offshoot.dev/intercepted: \"true\"")
                        .text())
                .isEqualTo("kind: Service\r\nspec:\r\n  selector:\r\n    a: b\r\n");
    }

    @Test
    void aliasesAreRefusedWhereSomethingIsToBeCut() {
        String text = """
                kind: Service
                metadata: {labels: &labels {app: orders, offshoot.dev/intercepted: "true"}}
                spec: {selector: *labels}
                """;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Manifest.restored("f.yaml", text))
                .withMessage("f.yaml: what interception left can't be cut out of text in this form"
                        + " (expected: no aliases, as kubectl writes it)");
    }
}
