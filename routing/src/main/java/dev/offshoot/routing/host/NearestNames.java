package dev.offshoot.routing.host;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The known names that an unknown one may have been meant as: at most five, by the number of letters to add, drop, change or
 * swap (optimal string alignment), at most a third of the name and never more than three; then by name. A name that the
 * unknown one begins, or that begins it, counts as one letter away. Bounded work for each known name, since anybody may ask.
 */
public final class NearestNames {
    public static final int MOST = 5;

    private record Near(String name, int distance) {}

    private NearestNames() {}

    public static List<String> of(String unknown, Collection<String> known) {
        int farthest = Math.min(3, Math.max(1, unknown.length() / 3));
        List<Near> near = new ArrayList<>();
        for (String name : known) {
            int distance = begins(unknown, name) ? 1 : distance(unknown, name, farthest);
            if (distance <= farthest) {
                near.add(new Near(name, distance));
            }
        }
        near.sort(Comparator.comparingInt(Near::distance).thenComparing(Near::name));
        return near.stream().limit(MOST).map(Near::name).toList();
    }

    private static boolean begins(String one, String other) {
        return Math.min(one.length(), other.length()) >= 3 && (one.startsWith(other) || other.startsWith(one));
    }

    /** More than {@code farthest} as soon as that is certain. Only cells within {@code farthest} of the diagonal are computed. */
    private static int distance(String a, String b, int farthest) {
        if (Math.abs(a.length() - b.length()) > farthest) {
            return farthest + 1;
        }
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int from = Math.max(1, i - farthest);
            int to = Math.min(b.length(), i + farthest);
            row[from - 1] = from == 1 ? i : farthest + 1;
            int least = row[from - 1];
            for (int j = from; j <= to; j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int above = j == i + farthest ? farthest + 1 : last[j];
                int value = Math.min(Math.min(row[j - 1], above) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    value = Math.min(value, beforeLast[j - 2] + 1);
                }
                row[j] = value;
                least = Math.min(least, value);
            }
            if (least > farthest) {
                return farthest + 1;
            }
            int[] spare = beforeLast;
            beforeLast = last;
            last = row;
            row = spare;
        }
        return last[b.length()];
    }
}
