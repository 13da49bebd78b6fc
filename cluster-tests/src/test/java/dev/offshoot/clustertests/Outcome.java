package dev.offshoot.clustertests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * How a command ended.
 *
 * @param command its words
 * @param exitCode 0 where it succeeded
 * @param output standard output and, unless the caller sent it elsewhere, standard error
 */
public record Outcome(List<String> command, int exitCode, String output) {
    public Outcome {
        command = List.copyOf(command);
    }

    /** Runs the command to its end. An interrupt ends the command and is thrown on as an IllegalStateException. */
    static Outcome of(ProcessBuilder builder) {
        boolean errorsAlso = builder.redirectError() == ProcessBuilder.Redirect.PIPE;
        try {
            Process process = builder.redirectErrorStream(errorsAlso).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(builder.command(), exitCode(process), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int exitCode(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The output of a command that succeeded. */
    public String orThrow() {
        if (exitCode != 0) {
            throw new IllegalStateException(
                    String.join(" ", command) + ": exit code " + exitCode + " (expected: 0): " + output.strip());
        }
        return output;
    }
}
