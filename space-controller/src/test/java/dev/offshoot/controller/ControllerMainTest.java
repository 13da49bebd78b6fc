package dev.offshoot.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ControllerMainTest {
    private final StringWriter written = new StringWriter();
    private final CommandLine line =
            ControllerMain.commandLine().setOut(new PrintWriter(written)).setErr(new PrintWriter(written));

    @Test
    void restoreSaysWhatItDoes() {
        assertThat(line.execute("restore", "--help")).isZero();
        assertThat(written.toString()).contains("Puts every intercepted Service back on its own endpoints");
    }

    @Test
    void uninstallSaysWhatItDoes() {
        assertThat(line.execute("uninstall", "--help")).isZero();
        assertThat(written.toString()).contains("waits until they have").contains("(default: offshoot-system)");
    }

    @Test
    void anUnknownCommandIsRefused() {
        assertThat(line.execute("intercept-everything")).isEqualTo(2);
    }
}
