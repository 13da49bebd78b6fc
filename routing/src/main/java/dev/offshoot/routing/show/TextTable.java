package dev.offshoot.routing.show;

import java.util.ArrayList;
import java.util.List;

/** Rows in columns as wide as their longest cell, two spaces apart. */
public final class TextTable {
    private final List<String[]> rows = new ArrayList<>();

    public TextTable(String... headings) {
        rows.add(headings);
    }

    public void row(String... cells) {
        rows.add(cells);
    }

    @Override
    public String toString() {
        int[] widths = new int[rows.get(0).length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder out = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                line.append(row[i]).append(" ".repeat(widths[i] - row[i].length() + 2));
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }
}
