package dev.offshoot.cluster.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlSourceTest {
    @TempDir
    Path folder;

    @Test
    void directoriesAreReadAtAnyDepthAndOtherFilesAreNot() throws Exception {
        write("a.yaml", namespace("a"));
        write("deep/er/b.yml", namespace("b"));
        write("deep/c.JSON", "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"c\"}}");
        write("notes.txt", namespace("not-me"));
        write(".hidden/d.yaml", namespace("not-me"));
        write("deep/.e.yaml", namespace("not-me"));
        assertThat(names(load(folder))).containsExactly("a", "b", "c");
    }

    @Test
    void fileThatIsNamedIsReadWhateverItsName() throws Exception {
        assertThat(names(load(write("dump.txt", namespace("a"))))).containsExactly("a");
    }

    @Test
    void oneFileReachedTwiceIsReadOnce() throws Exception {
        write("real/a.yaml", namespace("a"));
        Files.createSymbolicLink(folder.resolve("again.yaml"), folder.resolve("real/a.yaml"));
        Files.createSymbolicLink(folder.resolve("real/loop"), folder);
        Files.createSymbolicLink(folder.resolve("nowhere.yaml"), folder.resolve("gone"));
        Loaded loaded = load(folder, folder.resolve("real"), folder.resolve("real/a.yaml"));
        assertThat(names(loaded)).containsExactly("a");
        assertThat(loaded.counts().files()).isEqualTo(1);
        assertThat(loaded.facts().problems()).isEmpty();
    }

    @Test
    void mountedConfigMapIsReadOnce() throws Exception {
        write("..2026_01/a.yaml", namespace("a"));
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_01"));
        Files.createSymbolicLink(folder.resolve("a.yaml"), Path.of("..data/a.yaml"));
        Loaded loaded = load(folder);
        assertThat(names(loaded)).containsExactly("a");
        assertThat(loaded.facts().problems()).isEmpty();
    }

    @Test
    void windowsFilesAreReadToo() throws Exception {
        write("a.yaml", "\ufeff" + namespace("a").replace("\n", "\r\n") + "---\r\n" + namespace("b"));
        assertThat(names(load(folder))).containsExactly("a", "b");
    }

    @Test
    void emptyFilesAndOtherKindsAreCounted() throws Exception {
        write("empty.yaml", "");
        write("comment.yaml", "# nothing yet\n---\n");
        write("values.yaml", "replicas: 3\n");
        write("list.yaml", "- a\n- b\n");
        write("more.yaml", """
                apiVersion: apps/v1
                kind: Deployment
                ---
                apiVersion: serving.knative.dev/v1
                kind: Service
                ---
                apiVersion: apps/v1
                kind: Deployment
                """);
        assertThat(load(folder).counts())
                .hasToString("5 files: nothing; not used: 2 apps/v1 Deployment, 2 no Kubernetes object,"
                        + " 1 serving.knative.dev/v1 Service");
    }

    @Test
    void itemsOfTypedListsNeedNoKind() throws Exception {
        write("all.yaml", """
                apiVersion: v1
                kind: NamespaceList
                items:
                - metadata: {name: a, labels: {offshoot.dev/root: "true"}}
                ---
                apiVersion: v1
                kind: List
                items:
                - apiVersion: v1
                  kind: ServiceList
                  items:
                  - {metadata: {name: web, namespace: a}, spec: {ports: [{port: 80}]}}
                  - 7
                - {metadata: {name: x}}
                """);
        Loaded loaded = load(folder);
        assertThat(loaded.counts()).hasToString("1 file: 1 Namespace, 1 Service; not used: 1 no Kubernetes object");
        assertThat(problems(loaded))
                .containsExactly("ServiceList items[1]: all.yaml:9: the item is no mapping, expected an object;"
                        + " the object is left out [malformed-object]");
    }

    @Test
    void objectWithoutANamespaceStandsInDefault() throws Exception {
        write("a.yaml", "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}]}}");
        NamespaceFacts facts = load(folder).facts().namespace("default");
        assertThat(facts.services()).hasSize(1);
        assertThat(facts.space()).isNull();
    }

    @Test
    void ofTwoObjectsWithOneNameTheFirstPathCounts() throws Exception {
        write("b.yaml", namespace("a").replace("name: a", "name: a\n  labels: {offshoot.dev/root: \"true\"}"));
        write("a/z.yaml", "# one line\n" + namespace("a"));
        Loaded loaded = load(folder);
        assertThat(loaded.facts().namespace("a").space()).isNull();
        assertThat(problems(loaded))
                .containsExactly("Namespace a: stands at b.yaml:1 and at a/z.yaml:2, expected once; a/z.yaml:2 counts"
                        + " [duplicate-object]");
    }

    /** The value stands at {@code spec} of a Service in line 6; one such object is a problem, the next one is served. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{ports: [{port: abc}]}' | spec.ports[0].port is \"abc\", expected a whole number",
                "'{ports: [{port: \"80\"}]}' | spec.ports[0].port is \"80\", expected a whole number",
                "'{ports: [{port: 80.5}]}' | spec.ports[0].port is the number 80.5, expected a whole number",
                "'{ports: [{port: 99999999999}]}' | spec.ports[0].port is the number 99999999999, expected a whole number",
                "'{ports: {port: 80}}' | spec.ports is a mapping, expected a list",
                "'{ports: [80]}' | spec.ports[0] is the number 80, expected a mapping",
                "'{type: true}' | spec.type is the boolean true, expected text (put it in quotes)",
                "'{type: 1}' | spec.type is the number 1, expected text (put it in quotes)",
                "'{type: [x]}' | spec.type is a list, expected text (put it in quotes)",
                "'{publishNotReadyAddresses: \"true\"}' | spec.publishNotReadyAddresses is \"true\", expected true or false",
                "'{publishNotReadyAddresses: 1}' | spec.publishNotReadyAddresses is the number 1, expected true or false",
                "'text' | spec is \"text\", expected a mapping",
                "'[]' | spec is a list, expected a mapping",
            })
    void valueOfAnotherTypeIsAProblemOfThatObject(String spec, String text) throws Exception {
        write("a.yaml", """
                # a comment
                apiVersion: v1
                kind: Service
                metadata: {name: bad}
                # another
                spec: %s
                ---
                {apiVersion: v1, kind: Service, metadata: {name: good}, spec: {ports: [{port: 80}]}}
                """.formatted(spec));
        Loaded loaded = load(folder);
        assertThat(loaded.facts().namespace("default").services())
                .extracting(service -> service.key().name())
                .containsExactly("good");
        int line = text.startsWith("spec.type") || text.startsWith("spec.pub") || !spec.startsWith("text") ? 6 : 2;
        assertThat(problems(loaded))
                .containsExactly("Service default/bad: a.yaml:" + line + ": " + text
                        + "; the object is left out [malformed-object]");
    }

    @Test
    void labelThatIsNoTextIsMalformedAsForAnApiServer() throws Exception {
        write(
                "a.yaml",
                "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  labels:\n    offshoot.dev/root: true\n");
        assertThat(problems(load(folder)))
                .containsExactly("Namespace a: a.yaml:6: metadata.labels.offshoot.dev/root is the boolean true,"
                        + " expected text (put it in quotes); the object is left out [malformed-object]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{apiVersion: v1, kind: Namespace}' | Namespace (no name): a.yaml:1: metadata.name is missing, expected a name",
                "'{apiVersion: v1, kind: Namespace, metadata: {name: 7}}' | Namespace 7: a.yaml:1: metadata.name is missing, expected a name",
                "'{kind: Namespace, metadata: {name: a}}' | Namespace a: a.yaml:1: apiVersion is missing, expected both apiVersion and kind",
                "'{apiVersion: v1, metadata: {name: a}}' | Object a: a.yaml:1: kind is missing, expected both apiVersion and kind",
                "'{apiVersion: offshoot.dev/v1alpha1, kind: DevSpace, metadata: {name: a}, spec: {parent: b, fallback: Never}}' | DevSpace a: a.yaml:1: spec.fallback is \"Never\", expected one of [Missing, Unready]",
            })
    void objectThatIsNoneIsAProblem(String yaml, String text) throws Exception {
        write("a.yaml", yaml);
        assertThat(problems(load(folder))).containsExactly(text + "; the object is left out [malformed-object]");
    }

    @Test
    void everyUnreadableFileIsNamedWithItsLine() throws Exception {
        write("a.yaml", namespace("a"));
        write("b.yaml", "a: 1\nb: c: d\n");
        write("c.json", "{");
        write("d.yaml", "just text\n");
        Files.write(folder.resolve("e.yaml"), new byte[] {0x7f, 'E', 'L', 'F', 0, 1, 2});
        UnreadableFilesException e =
                catchThrowableOfType(UnreadableFilesException.class, () -> load(folder, folder.resolve("missing")));
        assertThat(e.files().stream().map(file -> folder.relativize(Path.of(file.file())) + ":" + file.line()))
                .containsExactly("missing:0", "b.yaml:2", "c.json:1", "d.yaml:1", "e.yaml:1");
        assertThat(e.getMessage().replace(folder + "/", ""))
                .contains("missing: is not there\n")
                .contains(
                        "d.yaml:1: \"just text\" is no Kubernetes object, expected a mapping with apiVersion and kind");
    }

    @Test
    void fileBeyondTheLimitIsNotRead() throws Exception {
        Path large = folder.resolve("large.yaml");
        try (var file = new java.io.RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(TextFile.MAX_BYTES + 1L); // a sparse file
        }
        UnreadableFilesException e = catchThrowableOfType(UnreadableFilesException.class, () -> load(folder));
        assertThat(e).hasMessage(large + ": is larger than 64 MiB, which is the limit");
    }

    @Test
    void aliasBombIsRefusedInLittleMemoryAlsoWhereItsKindIsNotOurs() throws Exception {
        StringBuilder bomb = new StringBuilder("a0: &a0 {x: 1, y: 2, z: 3}\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("a%d: &a%d {x: *a%d, y: *a%d, z: *a%d}\n".formatted(i, i, i - 1, i - 1, i - 1));
        }
        write("bomb.yaml", bomb.toString());
        UnreadableFilesException e = catchThrowableOfType(UnreadableFilesException.class, () -> load(folder));
        assertThat(e).hasMessageContaining("aliases repeat more than 1000000 values");
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static String namespace(String name) {
        return "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: " + name + "\n";
    }

    private static Loaded load(Path... roots) throws UnreadableFilesException {
        try (YamlSource source = YamlSource.load(List.of(roots))) {
            return source.loaded();
        }
    }

    private static Stream<String> names(Loaded loaded) {
        return loaded.facts().namespaces().stream().map(NamespaceFacts::name).sorted();
    }

    private Stream<String> problems(Loaded loaded) {
        return loaded.facts().problems().stream().map(Problem::toString).map(text -> text.replace(folder + "/", ""));
    }
}
