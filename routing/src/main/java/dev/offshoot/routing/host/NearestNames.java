package dev.offshoot.routing.host;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The known names that an unknown one may have been meant as: at most five, by the number of letters to add, drop, change or
 * swap (optimal string alignment), at most a third of the name and never more than three; then in the order given. A name that
 * the unknown one begins, or that begins it, counts as one letter away. Anybody may ask, so the work for each known name is
 * bounded, and names that could no longer be among the five aren't looked at to their end.
 */
public final class NearestNames {
    public static final int MOST = 5;
    private static final int FARTHEST = 3;

    private final String unknown;
    private final List<List<String>> byDistance = new ArrayList<>();
    private int farthest;
    private int[] row = new int[0];
    private int[] last = new int[0];
    private int[] beforeLast = new int[0];

    private NearestNames(String unknown) {
        this.unknown = unknown;
        this.farthest = Math.min(FARTHEST, Math.max(1, unknown.length() / 3));
        for (int distance = 0; distance <= farthest; distance++) {
            byDistance.add(new ArrayList<>(0));
        }
    }

    public static List<String> of(String unknown, Collection<String> known) {
        NearestNames nearest = new NearestNames(unknown);
        for (String name : known) {
            nearest.consider(name);
        }
        return nearest.byDistance.stream().flatMap(List::stream).limit(MOST).toList();
    }

    private void consider(String name) {
        int distance = begins(name) ? 1 : distance(name);
        if (distance <= farthest) {
            byDistance.get(distance).add(name);
            forgetTheFarthest();
        }
    }

    /** As soon as five are nearer or as near, only nearer ones still count. */
    private void forgetTheFarthest() {
        int count = 0;
        for (int distance = 0; distance <= farthest; distance++) {
            count += byDistance.get(distance).size();
            if (count >= MOST) {
                farthest = distance - 1;
                return;
            }
        }
    }

    private boolean begins(String name) {
        return farthest >= 1
                && Math.min(unknown.length(), name.length()) >= 3
                && (unknown.startsWith(name) || name.startsWith(unknown));
    }

    /** More than {@code farthest} as soon as that is certain. Only cells within {@code farthest} of the diagonal are computed. */
    private int distance(String name) {
        int tooFar = farthest + 1;
        if (Math.abs(unknown.length() - name.length()) > farthest) {
            return tooFar;
        }
        begin(name.length());
        for (int i = 1; i <= unknown.length(); i++) {
            if (nextRow(i, name) > farthest) {
                return tooFar;
            }
            int[] spare = beforeLast;
            beforeLast = last;
            last = row;
            row = spare;
        }
        return last[name.length()];
    }

    private void begin(int length) {
        if (row.length <= length) {
            row = new int[length + 1];
            last = new int[length + 1];
            beforeLast = new int[length + 1];
        }
        for (int j = 0; j <= length; j++) {
            last[j] = j;
        }
    }

    /** Computes row {@code i}; its least value. */
    private int nextRow(int i, String name) {
        int from = Math.max(1, i - farthest);
        int to = Math.min(name.length(), i + farthest);
        row[from - 1] = from == 1 ? i : farthest + 1;
        int least = row[from - 1];
        for (int j = from; j <= to; j++) {
            int cost = unknown.charAt(i - 1) == name.charAt(j - 1) ? 0 : 1;
            int above = j == i + farthest ? farthest + 1 : last[j];
            int value = Math.min(Math.min(row[j - 1], above) + 1, last[j - 1] + cost);
            if (i > 1 && j > 1 && swapped(i, j, name)) {
                value = Math.min(value, beforeLast[j - 2] + 1);
            }
            row[j] = value;
            least = Math.min(least, value);
        }
        return least;
    }

    private boolean swapped(int i, int j, String name) {
        return unknown.charAt(i - 1) == name.charAt(j - 2) && unknown.charAt(i - 2) == name.charAt(j - 1);
    }
}
