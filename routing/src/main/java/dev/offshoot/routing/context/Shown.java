package dev.offshoot.routing.context;

/** A value from a request as it may stand in a message: printable ASCII, cut to a bounded length. */
final class Shown {
    static final int MAX_LENGTH = 80;
    private static final String CUT = "...";

    private Shown() {}

    /**
     * At most {@link #MAX_LENGTH} characters; quotes, backslashes and all that is not printable ASCII are escaped as in
     * JSON.
     */
    static String of(String value) {
        StringBuilder shown = new StringBuilder(Math.min(value.length(), MAX_LENGTH));
        int cut = 0;
        for (int i = 0; i < value.length(); i++) {
            shown.append(escaped(value.charAt(i)));
            if (shown.length() > MAX_LENGTH) {
                shown.setLength(cut);
                return shown.append(CUT).toString();
            }
            cut = shown.length() <= MAX_LENGTH - CUT.length() ? shown.length() : cut;
        }
        return shown.toString();
    }

    private static String escaped(char c) {
        if (c == '"' || c == '\\') {
            return "\\" + c;
        }
        return c >= 0x20 && c < 0x7f ? String.valueOf(c) : String.format("\\u%04x", (int) c);
    }
}
