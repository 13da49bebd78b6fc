package dev.offshoot.judges;

import java.nio.file.Path;
import java.util.List;

/** A judge that runs as a process of its own. */
final class Judge {
    private Judge() {}

    /** The command that runs a class of this class path in another JVM. */
    static ProcessBuilder java(Class<?> main, List<String> arguments) {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }

    /** The line that a reader of the build's log finds: {@code [judges] h2spec …: 142 of 146}. */
    static void say(String verdict) {
        System.out.println("[judges] " + verdict);
    }
}
