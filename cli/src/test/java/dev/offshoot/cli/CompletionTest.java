package dev.offshoot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionTest {
    @TempDir
    Path folder;

    @Test
    void wordsThatMayFollowAreTold() {
        assertThat(Completion.of(new String[] {""})).contains("connect", "plan", "demo", "gateway");
        assertThat(Completion.of(new String[] {"ro"})).containsExactly("routes");
        assertThat(Completion.of(new String[] {"routes", "--kube"})).containsExactly("--kubeconfig");
        assertThat(Completion.of(new String[] {"spaces", "-o", ""})).contains("json", "yaml", "wide");
        assertThat(Completion.of(new String[] {"completion", "f"})).containsExactly("fish");
    }

    /** As bash itself completes {@code offshoot ro} and {@code offshoot routes --spa}. */
    @Test
    void bashCompletesWithTheScript() throws Exception {
        Path script = Files.writeString(folder.resolve("offshoot.bash"), printed("bash"));
        assertThat(bash(script, "offshoot ro")).isEqualTo("routes");
        assertThat(bash(script, "offshoot routes --spa")).isEqualTo("--space");
        assertThat(printed("zsh")).isEqualTo(Files.readString(script)).contains("bashcompinit");
    }

    @Test
    void fishAsksEachTime() {
        assertThat(printed("fish")).contains("offshoot __complete");
    }

    private static String printed(String shell) {
        StringWriter out = new StringWriter();
        assertThat(CliMain.commandLine().setOut(new PrintWriter(out)).execute("completion", shell))
                .isZero();
        return out.toString();
    }

    private static String bash(Path script, String line) throws IOException, InterruptedException {
        Process bash = new ProcessBuilder(
                        "bash",
                        "--norc",
                        "-c",
                        "source " + script + "; COMP_WORDS=(" + line + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); "
                                + "$(complete -p offshoot | sed 's/.*-F \\([^ ]*\\) .*/\\1/'); echo ${COMPREPLY[*]}")
                .redirectError(ProcessBuilder.Redirect.DISCARD) // bash says there that it isn't completing just now
                .start();
        String said = new String(bash.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(said).isZero();
        return said.strip();
    }
}
