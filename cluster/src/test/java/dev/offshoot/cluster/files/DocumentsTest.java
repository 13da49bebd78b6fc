package dev.offshoot.cluster.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DocumentsTest {
    /** Plain scalars as YAML 1.2's core schema reads them. */
    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "-7, -7",
        "0x1F, 31",
        "0o17, 15",
        "+12, 12",
        "007, 7",
        "3000000000, 3000000000",
        "99999999999999999999, 99999999999999999999",
        "1.5, 1.5",
        "'\"1\"', '\"1\"'",
        "!!str 1, '\"1\"'",
        "true, true",
        "False, false",
        "~, null",
        "null, null",
        "yes, '\"yes\"'",
        "2026-01-31T12:00:00Z, '\"2026-01-31T12:00:00Z\"'",
    })
    void scalarHasItsType(String yaml, String json) throws SyntaxException {
        assertThat(YamlDocuments.parse("a: " + yaml).getFirst().root().get("a")).hasToString(json);
    }

    @Test
    void documentsAndTheirValuesHaveLines() throws SyntaxException {
        List<Document> documents = YamlDocuments.parse("# first\na:\n  b:\n  - c: 1\n  - c: 2\n---\n\nd: 1\n");
        Document first = documents.get(0);
        assertThat(first.line()).isEqualTo(2);
        assertThat(first.lineOf(first.root().at("/a/b/1"), 0)).isEqualTo(5);
        assertThat(documents.get(1).line()).isEqualTo(8);
    }

    @Test
    void jsonDocumentsHaveLinesToo() throws SyntaxException {
        List<Document> documents =
                JsonDocuments.parse("{\"a\":\n [{\"b\": 1.5},\n  {\"b\": 3000000000}]}\n{\"c\": null}");
        Document first = documents.get(0);
        assertThat(first.root()).hasToString("{\"a\":[{\"b\":1.5},{\"b\":3000000000}]}");
        assertThat(first.lineOf(first.root().at("/a/1"), 0)).isEqualTo(3);
        assertThat(documents.get(1).line()).isEqualTo(4);
    }

    @Test
    void jsonIsYamlToo() throws SyntaxException {
        String json = "{\n\t\"a\": \"x\\/y \\u00e9 \\ud83d\\ude00\",\n\t\"b\": [1, true, null]\n}\n";
        assertThat(YamlDocuments.parse(json).getFirst().root())
                .isEqualTo(JsonDocuments.parse(json).getFirst().root());
    }

    @Test
    void aliasesAreTheValuesTheyName() throws SyntaxException {
        assertThat(YamlDocuments.parse("a: &x {k: 1}\nb: *x\nc: &y text\nd: [*y, *x]\n")
                        .getFirst()
                        .root())
                .hasToString("{\"a\":{\"k\":1},\"b\":{\"k\":1},\"c\":\"text\",\"d\":[\"text\",{\"k\":1}]}");
    }

    @Test
    void mergeKeysAreMergedAsKubectlMergesThem() throws SyntaxException {
        assertThat(YamlDocuments.parse("a: &x {k: 1, l: 2}\nb:\n  <<: *x\n  k: 3\nc:\n  <<: [*x, {m: 4, k: 5}]\n")
                        .getFirst()
                        .root())
                .hasToString("{\"a\":{\"k\":1,\"l\":2},\"b\":{\"k\":3,\"l\":2},\"c\":{\"k\":1,\"l\":2,\"m\":4}}");
    }

    @ParameterizedTest
    @CsvSource({"''", "'\n\n'", "'# nothing\n'", "'---\n---\n'"})
    void nothingIsNoObject(String yaml) throws SyntaxException {
        assertThat(YamlDocuments.parse(yaml))
                .allMatch(document -> document.root().isNull());
    }

    static Stream<Arguments> broken() {
        String bomb = "a0: &a0 [1,1,1,1,1,1,1,1,1,1]\n"
                + Stream.iterate(1, i -> i < 10, i -> i + 1)
                        .map(i -> "a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ",").repeat(10) + "]\n")
                        .reduce("", String::concat);
        return Stream.of(
                Arguments.of("a: b: c\n", 1, "mapping values are not allowed here"),
                Arguments.of("a: 1\n b: 2\n", 2, ""),
                Arguments.of("a: 1\nb: [1, 2\nc: 3\n", 3, ""),
                Arguments.of("a: 1\nb: \"x\n", 3, ""),
                Arguments.of("a: 1\n\tb: 2\n", 2, ""),
                Arguments.of("a: 1\nb: 2\na: 3\n", 3, "the key \"a\" stands twice in one mapping"),
                Arguments.of("? [a, b]\n: 1\n", 1, "a key is a mapping or list, expected text"),
                Arguments.of("a: *nobody\n", 1, "*nobody names no value that is complete before it"),
                Arguments.of("a: &x\n  b: *x\n", 2, "*x names no value that is complete before it"),
                Arguments.of("a: 1\nb: \u0001\n", 2, "the character U+0001 is not allowed in YAML"),
                Arguments.of(bomb, 6, "aliases repeat more than 1000000 values"),
                Arguments.of("a: 1\nb: " + "[".repeat(100_000), 2, "nested deeper than 200 levels"),
                Arguments.of("{{ .Values.everything }}\n", 1, ""));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void brokenYamlHasALine(String yaml, int line, String text) {
        SyntaxException e = catchThrowableOfType(SyntaxException.class, () -> YamlDocuments.parse(yaml));
        assertThat(e.line()).isEqualTo(line);
        assertThat(e.text()).contains(text).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"a\": 1,\n\"a\": 2}', 2, the key \"a\" stands twice in one mapping",
        "'{\"a\": 1,\n', 2, ''",
        "'{\n\"a\" 1}', 2, ''",
        "'{\"a\": 01}', 1, ''",
        "a: 1, 1, ''",
    })
    void brokenJsonHasALine(String json, int line, String text) {
        SyntaxException e = catchThrowableOfType(SyntaxException.class, () -> JsonDocuments.parse(json));
        assertThat(e.line()).isEqualTo(line);
        assertThat(e.text()).contains(text).isNotBlank();
    }

    @Test
    void deepJsonIsRefusedWithoutAStackOverflow() {
        SyntaxException e = catchThrowableOfType(SyntaxException.class, () -> JsonDocuments.parse("[".repeat(100_000)));
        assertThat(e.text()).isEqualTo("nested deeper than 200 levels");
    }

    @Test
    void encodingComesFromTheByteOrderMark() throws SyntaxException {
        assertThat(TextFile.text("\ufeffé".getBytes(StandardCharsets.UTF_8))).isEqualTo("é");
        assertThat(TextFile.text("\ufeffé".getBytes(StandardCharsets.UTF_16LE))).isEqualTo("é");
        assertThat(TextFile.text("\ufeffé".getBytes(StandardCharsets.UTF_16BE))).isEqualTo("é");
        assertThat(TextFile.text("é".getBytes(StandardCharsets.UTF_8))).isEqualTo("é");
        assertThat(TextFile.text(new byte[0])).isEmpty();
    }

    @Test
    void bytesThatAreNoTextHaveALine() {
        byte[] bytes = {'a', ':', '\n', (byte) 0xc3, '('};
        SyntaxException e = catchThrowableOfType(SyntaxException.class, () -> TextFile.text(bytes));
        assertThat(e.line()).isEqualTo(2);
        assertThat(e.text()).isEqualTo("is no UTF-8 text");
    }
}
