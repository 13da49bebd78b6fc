package dev.offshoot.cli.connect;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A {@code connect} that goes on in a process of its own once it is connected, whatever becomes of the terminal or IDE. */
public final class Background {
    private static final List<Path> NOHUP = List.of(Path.of("/usr/bin/nohup"), Path.of("/bin/nohup"));
    private static final int LOOK_MILLIS = 50;

    private final Consumer<String> say;
    private long read;

    /** @param say takes a line for a person */
    public Background(Consumer<String> say) {
        this.say = say;
    }

    /**
     * Returns 0 when it is connected, or its exit code where it ended before.
     *
     * @param main the class that this program began with
     * @param arguments of the whole command line
     * @throws IOException where it can't be started
     */
    public int start(Class<?> main, List<String> arguments) throws IOException, InterruptedException {
        Path log = Files.createTempFile("offshoot-connect-", ".log");
        Process process = new ProcessBuilder(command(main, arguments))
                .redirectInput(new File(File.separatorChar == '/' ? "/dev/null" : "NUL"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended;
        do {
            ended = process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            if (follow(log) && !ended) {
                say.accept("goes on in the background, until nobody listens on the port: process " + process.pid()
                        + ", output in " + log);
                return 0;
            }
        } while (!ended);
        Files.delete(log);
        return process.exitValue();
    }

    private static List<String> command(Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        NOHUP.stream().filter(Files::isExecutable).findFirst().ifPresent(nohup -> command.add(nohup.toString()));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return command;
    }

    /** Says what has come since; whether it is connected. */
    private boolean follow(Path log) throws IOException {
        byte[] come;
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(read);
            come = new byte[(int) (file.length() - read)];
            file.readFully(come);
        }
        int whole = come.length;
        while (whole > 0 && come[whole - 1] != '\n') {
            whole--;
        }
        read += whole;
        List<String> lines =
                new String(come, 0, whole, StandardCharsets.UTF_8).lines().toList();
        lines.forEach(say);
        return lines.stream().anyMatch(line -> line.startsWith(Connection.CONNECTED));
    }
}
