package dev.offshoot.cluster.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchTest {
    @TempDir
    Path folder;

    private final List<Facts> told = Collections.synchronizedList(new ArrayList<>());
    private YamlSource source;

    @AfterEach
    void close() {
        if (source != null) {
            source.close();
        }
    }

    @Test
    void editIsFollowedAndTheRestKeepsItsIdentity() throws Exception {
        write("a.yaml", namespace("a"));
        write("b.yaml", namespace("b"));
        Facts before = watch(folder);
        write("b.yaml", root("b"));
        awaitFacts(facts -> assertThat(facts.namespace("b").space()).isNotNull());
        assertThat(last().namespace("a")).isSameAs(before.namespace("a"));
    }

    @Test
    void editThatKeepsSizeAndTimeIsFollowed() throws Exception {
        Path file = write("a.yaml", namespace("a"));
        FileTime time = Files.getLastModifiedTime(file);
        watch(folder);
        Files.setLastModifiedTime(write("a.yaml", namespace("b")), time);
        awaitNames("b");
    }

    @Test
    void saveByRenameIsFollowed() throws Exception {
        write("a.yaml", namespace("a"));
        watch(folder);
        Path temporary = write("a.yaml~", namespace("b"));
        Files.move(temporary, folder.resolve("a.yaml"), StandardCopyOption.REPLACE_EXISTING);
        awaitNames("b");
    }

    @Test
    void namedFileIsFollowedThroughARename() throws Exception {
        Path file = write("a.yaml", namespace("a"));
        watch(file);
        Files.move(
                write("new", namespace("b")),
                file,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        awaitNames("b");
    }

    @Test
    void newAndRemovedFilesAndDirectoriesAreFollowed() throws Exception {
        write("a.yaml", namespace("a"));
        watch(folder);
        write("x/y/b.yaml", namespace("b"));
        awaitNames("a", "b");
        write("x/y/z/c.yaml", namespace("c"));
        awaitNames("a", "b", "c");
        Files.delete(folder.resolve("x/y/b.yaml"));
        awaitNames("a", "c");
        Files.move(folder.resolve("x"), folder.resolve(".x"));
        awaitNames("a");
    }

    @Test
    void swappedConfigMapIsFollowed() throws Exception {
        write("..1/a.yaml", namespace("a"));
        write("..2/a.yaml", namespace("b"));
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(folder.resolve("a.yaml"), Path.of("..data/a.yaml"));
        watch(folder);
        Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..2"));
        Files.move(
                folder.resolve("..data_tmp"),
                folder.resolve("..data"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        awaitNames("b");
    }

    @Test
    void targetOfALinkIsFollowed() throws Exception {
        Path target = write("elsewhere/real", namespace("a"));
        Files.createDirectory(folder.resolve("in"));
        Files.createSymbolicLink(folder.resolve("in/a.yaml"), target);
        watch(folder.resolve("in"));
        write("elsewhere/real", namespace("b"));
        awaitNames("b");
    }

    @Test
    void brokenEditKeepsTheLastGoodObjectsOfThatFileOnly() throws Exception {
        write("a.yaml", namespace("a"));
        write("b.yaml", namespace("b"));
        Facts before = watch(folder);
        write("a.yaml", namespace("a2") + "  labels: {\n");
        awaitFacts(facts -> assertThat(facts.problems()).hasSize(1));
        assertThat(last().problems().getFirst().toString().replace(folder + "/", ""))
                .startsWith("File a.yaml: a.yaml:6: ")
                .endsWith("; its last good objects stay [unreadable-file]");
        assertThat(names(last())).containsExactly("a", "b");
        write("b.yaml", namespace("c"));
        awaitNames("a", "c");
        assertThat(last().namespace("a")).isSameAs(before.namespace("a"));
        assertThat(last().problems()).hasSize(1);
        write("a.yaml", namespace("a2"));
        awaitNames("a2", "c");
        assertThat(last().problems()).isEmpty();
    }

    @Test
    void brokenEditThatIsUndoneLeavesNothing() throws Exception {
        write("a.yaml", namespace("a"));
        Facts before = watch(folder);
        write("a.yaml", "}");
        awaitFacts(facts -> assertThat(facts.problems()).hasSize(1));
        write("a.yaml", namespace("a"));
        awaitFacts(facts -> assertThat(facts).isEqualTo(before));
    }

    @Test
    void fileThatIsBornBrokenIsAProblem() throws Exception {
        write("a.yaml", namespace("a"));
        watch(folder);
        write("b.yaml", "a: b: c");
        awaitFacts(facts -> assertThat(facts.problems()).hasSize(1));
        assertThat(names(last())).containsExactly("a");
    }

    @Test
    void vanishedRootKeepsItsLastGoodObjects() throws Exception {
        write("in/a.yaml", namespace("a"));
        watch(folder.resolve("in"));
        Files.move(folder.resolve("in"), folder.resolve("out"));
        awaitFacts(facts -> assertThat(facts.problems())
                .extracting(Problem::text)
                .allMatch(text -> text.contains("in: is not there"))
                .hasSize(1));
        assertThat(names(last())).containsExactly("a");
        write("out/a.yaml", namespace("b"));
        Files.move(folder.resolve("out"), folder.resolve("in"));
        awaitNames("b");
        assertThat(last().problems()).isEmpty();
    }

    @Test
    void emptiedFileLosesItsObjects() throws Exception {
        write("a.yaml", namespace("a"));
        write("b.yaml", namespace("b"));
        watch(folder);
        write("a.yaml", "");
        awaitNames("b");
    }

    @Test
    void factsThatDoNotDifferAreNotToldAgain() throws Exception {
        write("a.yaml", namespace("a"));
        watch(folder);
        write("a.yaml", "# the same\n" + namespace("a"));
        write("other.txt", "x");
        write("b.yaml", namespace("b"));
        awaitNames("a", "b");
        assertThat(told).hasSize(1);
    }

    @Test
    void consumerThatThrowsIsToldAgain() throws Exception {
        write("a.yaml", namespace("a"));
        source = YamlSource.load(List.of(folder));
        AtomicInteger calls = new AtomicInteger();
        source.watch(facts -> {
            if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("not today");
            }
            told.add(facts);
        });
        write("a.yaml", namespace("b"));
        awaitNames("b");
        assertThat(calls).hasValue(2);
    }

    @Test
    void closeWaitsForTheConsumerAndEndsTheThread() throws Exception {
        write("a.yaml", namespace("a"));
        source = YamlSource.load(List.of(folder));
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        source.watch(facts -> {
            entered.countDown();
            try {
                leave.await();
                told.add(facts);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        write("a.yaml", namespace("b"));
        entered.await();
        Thread closing = new Thread(source::close);
        closing.start();
        leave.countDown();
        closing.join();
        assertThat(told).hasSize(1);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("offshoot-files"));
    }

    @Test
    void appendedDocumentsAreFollowed() throws Exception {
        Path file = write("a.yaml", namespace("a"));
        watch(file);
        for (String name : List.of("b", "c", "d")) {
            Files.writeString(file, "---\n" + namespace(name), StandardOpenOption.APPEND);
        }
        awaitNames("a", "b", "c", "d");
    }

    /** Returns once the directory is really watched, so that what a test does next is an edit and not part of the first look. */
    private Facts watch(Path root) throws IOException, UnreadableFilesException {
        source = YamlSource.load(List.of(root));
        source.watch(told::add);
        if (Files.isDirectory(root)) {
            Path probe = Files.writeString(root.resolve("probe.yaml"), namespace("probe"));
            awaitFacts(facts -> assertThat(facts.namespace("probe")).isNotNull());
            Files.delete(probe);
            awaitFacts(facts -> assertThat(facts).isEqualTo(source.loaded().facts()));
            told.clear();
        }
        return source.loaded().facts();
    }

    private void awaitNames(String... names) {
        awaitFacts(facts -> assertThat(names(facts)).containsExactly(names));
    }

    private void awaitFacts(java.util.function.Consumer<Facts> assertion) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> {
                    assertThat(told).isNotEmpty();
                    assertion.accept(last());
                });
    }

    private Facts last() {
        return told.getLast();
    }

    private static List<String> names(Facts facts) {
        return facts.namespaces().stream().map(NamespaceFacts::name).sorted().toList();
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static String namespace(String name) {
        return "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: " + name + "\n";
    }

    private static String root(String name) {
        return namespace(name) + "  labels: {offshoot.dev/root: \"true\"}\n";
    }
}
