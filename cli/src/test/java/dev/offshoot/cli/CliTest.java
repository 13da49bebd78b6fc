package dev.offshoot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What the commands say and how they end, without a cluster. */
class CliTest {
    private static final String KEYED =
            "kind: Service\nmetadata: {name: a}\nspec:\n  selector:\n    a: b\n    offshoot.dev/intercepted: \"true\"\n";
    private static final String PLAIN = "kind: Service\nmetadata: {name: a}\nspec:\n  selector:\n    a: b\n";

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            restore -f nowhere.yaml | 2 | offshoot restore: -f: nowhere.yaml can't be read (expected: a file)
            restore --in-place | 2 | --in-place goes with -f
            restore --in-place -f - | 2 | --in-place can't change standard input
            restore -f a -f b | 2 | several files can only be changed --in-place
            restore --kubeconfig nowhere | 2 | offshoot restore: kubeconfig: nowhere can't be read (expected: a file)
            flush | 2 | Missing required parameter: 'SERVICE'
            flush orders --timeout soon | 2 | Invalid value for option '--timeout': 'soon' is not an int
            unknown | 2 | Unmatched argument at index 0: 'unknown'
            """)
    void wrongOptionsAreNamed(String arguments, int exitCode, String message) {
        assertThat(run(arguments.split(" "))).isEqualTo(exitCode);
        assertThat(err.toString()).startsWith(message);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"restore,kubectl get svc -A -o yaml | offshoot restore -f -", "flush,offshoot flush orders -n default"})
    void helpHasExamples(String command, String example) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).contains(example);
    }

    @Test
    void aManifestIsRestoredToStandardOutput() throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), KEYED);
        assertThat(run("restore", "-f", file.toString())).isZero();
        assertThat(out.toString()).isEqualTo(PLAIN);
        assertThat(err.toString()).isEqualTo(file + ": took the key out of Service a" + System.lineSeparator());
        assertThat(file).hasContent(KEYED);
    }

    @Test
    void filesAndFoldersAreChangedInPlace() throws IOException {
        Path below = Files.createDirectory(folder.resolve("below"));
        Path yaml = Files.writeString(below.resolve("a.yaml"), KEYED);
        Path other = Files.writeString(below.resolve("a.txt"), KEYED);
        Path named = Files.writeString(folder.resolve("b.yml"), KEYED);
        assertThat(run("restore", "--in-place", "-f", below.toString(), "-f", named.toString()))
                .isZero();
        assertThat(yaml).hasContent(PLAIN);
        assertThat(named).hasContent(PLAIN);
        assertThat(other).hasContent(KEYED);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void anApiServerThatIsNotThereIsAFailure() throws IOException {
        Path kubeconfig = Files.writeString(folder.resolve("config"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
                users: [{name: u, user: {token: t}}]
                contexts: [{name: x, context: {cluster: c, user: u}}]
                current-context: x
                """);
        assertThat(run("flush", "orders", "--kubeconfig", kubeconfig.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).startsWith("offshoot flush: the API server can't be asked: ");
        assertThat(run("restore", "--kubeconfig", kubeconfig.toString(), "--context", "y"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("context: 'y' (expected: one of the kubeconfig's)");
    }

    private int run(String... arguments) {
        CommandLine line = CliMain.commandLine();
        return line.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
