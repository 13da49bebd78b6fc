package dev.offshoot.cli.ide;

/** What stands between values: spaces, comments, and at most one comma. Pure. */
final class JsoncGap {
    private JsoncGap() {}

    /** Whether a comma is there that isn't in a comment; each comment must end before {@code to}, or at its line's end. */
    static boolean hasComma(String text, int from, int to) {
        int at = from;
        while (at < to) {
            if (text.charAt(at) == ',') {
                return true;
            }
            if (text.startsWith("//", at)) {
                at = text.indexOf('\n', at);
            } else if (text.startsWith("/*", at)) {
                at = text.indexOf("*/", at + 2) + 2;
            } else {
                at++;
            }
        }
        return false;
    }
}
