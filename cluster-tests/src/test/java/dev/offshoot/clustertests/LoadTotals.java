package dev.offshoot.clustertests;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What became of all requests so far.
 *
 * @param millis since the caller began
 * @param totals by kind: {@code fresh}, {@code kept}, {@code old}, {@code old-h2c}
 * @param faults one line for each of the first failures and misroutes
 */
record LoadTotals(long millis, Map<String, Total> totals, List<String> faults) {
    /**
     * Of one kind of requests.
     *
     * @param answers how many by {@code <context or -> direct|gateway <answering space>}
     */
    record Total(int sent, int failed, int misrouted, long slowestMillis, Map<String, Integer> answers) {}

    LoadTotals {
        totals = totals == null ? Map.of() : new TreeMap<>(totals);
        faults = faults == null ? List.of() : List.copyOf(faults);
    }

    Total of(String kind) {
        return totals.getOrDefault(kind, new Total(0, 0, 0, 0, Map.of()));
    }

    int sent() {
        return totals.values().stream().mapToInt(Total::sent).sum();
    }

    int failed() {
        return totals.values().stream().mapToInt(Total::failed).sum();
    }

    int misrouted() {
        return totals.values().stream().mapToInt(Total::misrouted).sum();
    }

    /** Answers to a context's requests, by way and space. */
    int answered(String kind, String context, String way, String space) {
        return of(kind).answers().getOrDefault((context.isEmpty() ? "-" : context) + " " + way + " " + space, 0);
    }

    /** All answers of a kind to a context's requests. */
    int answered(String kind, String context) {
        String prefix = (context.isEmpty() ? "-" : context) + " ";
        return of(kind).answers().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /** Requests of a kind that ended, in a second. */
    long rate(String kind) {
        return Math.round(of(kind).sent() * 1000.0 / Math.max(1, millis));
    }

    /** How many of the kept faults are failures of a context's requests that contain a text. */
    long failed(String context, String text) {
        return faults.stream()
                .filter(fault -> fault.contains("context " + context + " FAILED") && fault.contains(text))
                .count();
    }

    /** One line: sent, failed and misrouted of each kind. */
    String line() {
        return totals.entrySet().stream()
                .map(entry -> "%s %d sent (%d/s), %d failed, %d misrouted, slowest %d ms"
                        .formatted(
                                entry.getKey(),
                                entry.getValue().sent(),
                                rate(entry.getKey()),
                                entry.getValue().failed(),
                                entry.getValue().misrouted(),
                                entry.getValue().slowestMillis()))
                .collect(Collectors.joining("; "));
    }
}
