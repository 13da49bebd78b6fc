package dev.offshoot.routing.host;

/**
 * Where the host stands in a {@code Host} or {@code :authority} (RFC 9110 section 7.2, RFC 3986 section 3.2): before the port and
 * one trailing dot. Anything may be asked of it; what can't be a host matches none.
 */
final class Authority {
    /** RFC 1035 section 2.3.4, without the root's dot. */
    static final int LONGEST_HOST = 253;

    private Authority() {}

    /** The index behind the host's last character. */
    static int hostEnd(String authority) {
        int end = portStart(authority);
        return end > 0 && authority.charAt(end - 1) == '.' ? end - 1 : end;
    }

    private static int portStart(String authority) {
        int i = authority.length();
        while (i > 0 && authority.charAt(i - 1) >= '0' && authority.charAt(i - 1) <= '9') {
            i--;
        }
        boolean port = i > 0
                && authority.charAt(i - 1) == ':'
                && (authority.indexOf(':') == i - 1 || closesLiteral(authority, i - 2));
        return port ? i - 1 : authority.length();
    }

    /** An IPv6 address has colons of its own; its port stands behind a bracket. */
    private static boolean closesLiteral(String authority, int index) {
        return index >= 0 && authority.charAt(index) == ']';
    }

    /** Fit to be shown: printable ASCII, lower-case, bounded. */
    static String shown(String authority) {
        int end = Math.min(hostEnd(authority), LONGEST_HOST);
        StringBuilder shown = new StringBuilder(end);
        for (int i = 0; i < end; i++) {
            char c = authority.charAt(i);
            shown.append(c > ' ' && c < 0x7f ? Character.toLowerCase(c) : '?');
        }
        return shown.toString();
    }
}
