package dev.offshoot.gateway.listen;

import org.jspecify.annotations.Nullable;

/** The grammar of {@code host[:port]} (RFC 3986 §3.2.2, without user information, as RFC 9110 §4.2.4 wants it). Pure. */
final class Authority {
    private static final String IN_HOST = "-._~!$&'()*+,;=%";

    private Authority() {}

    static boolean isValid(String authority) {
        int end = authority.startsWith("[") ? literalEnd(authority) : nameEnd(authority);
        return end > 0 && (end == authority.length() || authority.charAt(end) == ':' && isPort(authority, end + 1));
    }

    /** The authority of an absolute-form target of http or https (RFC 9112 §3.2.2); null if it isn't one. */
    static @Nullable String ofAbsolute(String target) {
        int begin = target.regionMatches(true, 0, "http://", 0, 7)
                ? 7
                : target.regionMatches(true, 0, "https://", 0, 8) ? 8 : -1;
        if (begin < 0) {
            return null;
        }
        String authority = target.substring(begin, pathBegin(target, begin));
        return isValid(authority) ? authority : null;
    }

    /** Where the path, or a query without one, begins in a target whose authority begins at {@code from}. */
    static int pathBegin(String target, int from) {
        for (int i = from; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c == '/' || c == '?' || c == '#') {
                return i;
            }
        }
        return target.length();
    }

    private static int nameEnd(String authority) {
        int i = 0;
        while (i < authority.length() && isInHost(authority.charAt(i))) {
            i++;
        }
        return i;
    }

    private static int literalEnd(String authority) {
        for (int i = 1; i < authority.length(); i++) {
            char c = authority.charAt(i);
            if (c == ']') {
                return i == 1 ? -1 : i + 1;
            }
            if (c != ':' && !isInHost(c)) {
                return -1;
            }
        }
        return -1;
    }

    private static boolean isInHost(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || IN_HOST.indexOf(c) >= 0;
    }

    /** RFC 3986 §3.2.3 allows an empty one as well, which no client sends and reactor-netty doesn't take. */
    private static boolean isPort(String authority, int from) {
        int port = 0;
        for (int i = from; i < authority.length(); i++) {
            char c = authority.charAt(i);
            if (c < '0' || c > '9' || (port = port * 10 + c - '0') > 65535) {
                return false;
            }
        }
        return from < authority.length();
    }
}
