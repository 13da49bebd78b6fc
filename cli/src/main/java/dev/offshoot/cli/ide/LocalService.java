package dev.offshoot.cli.ide;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Service that a local process is to be, as launch files name it.
 *
 * @param port where the process listens; null where nobody said
 * @param more further options of {@code connect}
 */
public record LocalService(
        String service, String space, @Nullable Integer port, List<String> more) {
    private static final Pattern SERVICE = Pattern.compile("([a-z]([-a-z0-9]{0,61}[a-z0-9])?)(?::(\\d{1,5}))?");
    private static final Pattern PORT = Pattern.compile(
            "(?:\"(?:SERVER_|HTTP_)?PORT\"\\s*:\\s*\"?|name=\"(?:SERVER_|HTTP_)?PORT\"\\s+value=\"|server\\.port=|--port[= ])"
                    + "(\\d{1,5})\\b");
    private static final int DEFAULT_PORT = 8080;
    private static final String COMMAND = "offshoot";
    private static final String TASK = COMMAND + " connect ";

    public LocalService {
        more = List.copyOf(more);
    }

    /**
     * @param text {@code SERVICE} or {@code SERVICE:PORT}
     * @throws IllegalArgumentException where it is neither
     */
    public static LocalService of(String text, String space, List<String> more) {
        Matcher parts = SERVICE.matcher(text);
        Integer port = parts.matches() && parts.group(3) != null ? Integer.valueOf(parts.group(3)) : null;
        if (!parts.matches() || port != null && (port < 1 || port > 65_535)) {
            throw new IllegalArgumentException(
                    "--service: '" + text + "' (expected: a Service's name, such as orders, or orders:8080)");
        }
        return new LocalService(parts.group(1), space, port, more);
    }

    /** How its launch configuration is called. */
    String launch() {
        return service + " in " + space;
    }

    /** How the task is called that connects it. */
    String task() {
        return TASK + launch();
    }

    static boolean isTask(@Nullable String name) {
        return name != null && name.startsWith(TASK);
    }

    /**
     * What connects it.
     *
     * @param source of the configuration that starts the process, which may say its port; may be empty
     * @param mode how it is to end
     */
    List<String> command(String source, String... mode) {
        List<String> command = new ArrayList<>(List.of(
                COMMAND,
                "connect",
                service,
                "--space",
                space,
                "--port",
                Integer.toString(portOf(source)),
                "--patient"));
        Stream.of(mode).forEach(command::add);
        command.addAll(more);
        return command;
    }

    int portOf(String source) {
        if (port != null) {
            return port;
        }
        Matcher found = PORT.matcher(source);
        return found.find() ? Integer.parseInt(found.group(1)) : DEFAULT_PORT;
    }

    /** Whether a configuration's source has the Service's name in it, however it writes it. */
    boolean isNamedIn(String source) {
        return letters(source).contains(letters(service));
    }

    private static String letters(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
