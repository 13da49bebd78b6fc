package dev.offshoot.cluster.files;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How much was read.
 *
 * @param objects by kind: those that facts are made of
 * @param others by {@code apiVersion kind}: those that nothing is made of
 */
public record Counts(int files, SortedMap<String, Integer> objects, SortedMap<String, Integer> others) {
    public Counts {
        objects = Collections.unmodifiableSortedMap(new TreeMap<>(objects));
        others = Collections.unmodifiableSortedMap(new TreeMap<>(others));
    }

    /** One line for a log, such as {@code 2 files: 3 Namespace, 4 Service; not used: 1 apps/v1 Deployment}. */
    @Override
    public String toString() {
        String line = files + (files == 1 ? " file: " : " files: ") + list(objects);
        return others.isEmpty() ? line : line + "; not used: " + list(others);
    }

    private static String list(SortedMap<String, Integer> counts) {
        if (counts.isEmpty()) {
            return "nothing";
        }
        StringBuilder list = new StringBuilder();
        counts.forEach((kind, count) -> list.append(list.isEmpty() ? "" : ", ")
                .append(count)
                .append(' ')
                .append(kind));
        return list.toString();
    }
}
