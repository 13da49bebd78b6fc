package dev.offshoot.clustertests;

import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the lines of faults say together. */
final class LoadFaults {
    private LoadFaults() {}

    /** How many of each kind failed, from the first to the last of those that are kept. */
    static String span(LoadTotals totals) {
        List<LocalTime> times = totals.faults().stream()
                .map(line -> LocalTime.parse(line.substring(0, line.indexOf(' '))))
                .sorted()
                .toList();
        if (times.isEmpty()) {
            return "none";
        }
        Map<String, Integer> failed = new TreeMap<>();
        totals.totals().forEach((kind, total) -> failed.put(kind, total.failed()));
        return failed.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", "))
                + " within "
                + Duration.between(times.getFirst(), times.getLast()).toMillis() + " ms";
    }
}
