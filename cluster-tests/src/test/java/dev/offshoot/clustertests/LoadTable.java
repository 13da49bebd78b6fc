package dev.offshoot.clustertests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.stream.Collectors;

/** The scenarios of this JVM as rows of the table in {@code docs/cluster.md}, in {@code target/load-table.md}. */
final class LoadTable {
    private static final Path FILE = Path.of("target/load-table.md");
    private static boolean begun;

    private LoadTable() {}

    static synchronized void add(String scenario, LoadTotals totals) {
        try {
            Files.createDirectories(FILE.getParent());
            if (!begun) {
                Files.deleteIfExists(FILE);
                begun = true;
            }
            Files.writeString(FILE, row(scenario, totals), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String row(String scenario, LoadTotals totals) {
        String old = totals.totals().keySet().stream()
                .filter(kind -> kind.startsWith("old"))
                .map(kind -> "%s: %s".formatted(kind, cell(kind, totals)))
                .collect(Collectors.joining("; "));
        return "| %s%s | %s | %s | %d |%n"
                .formatted(
                        words(scenario),
                        old.isEmpty() ? "" : " (" + old + ")",
                        cell("fresh", totals),
                        cell("kept", totals),
                        totals.misrouted());
    }

    private static String cell(String kind, LoadTotals totals) {
        return "%,d (%d/s), %,d"
                .formatted(
                        totals.of(kind).sent(),
                        totals.rate(kind),
                        totals.of(kind).failed());
    }

    /** A test's name as the sentence that it is. */
    static String words(String scenario) {
        if (!scenario.matches("[a-z][A-Za-z0-9]*\\(.*\\)")) {
            return scenario;
        }
        return scenario.replaceAll("\\(.*", "").replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    }
}
