package dev.offshoot.routing.context;

/** Optional whitespace, which is no part of a header's value: blanks and tabs (RFC 9110, section 5.6.3). */
final class Ows {
    private Ows() {}

    static boolean is(char c) {
        return c == ' ' || c == '\t';
    }

    /** The value without whitespace at its ends; the same object where there is none. */
    static String trim(String value) {
        int start = 0;
        int end = value.length();
        while (start < end && is(value.charAt(start))) {
            start++;
        }
        while (start < end && is(value.charAt(end - 1))) {
            end--;
        }
        return value.substring(start, end);
    }
}
