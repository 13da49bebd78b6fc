package dev.offshoot.gateway.relay;

import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The request target that goes upstream: the client's own, byte for byte, unless a filter changed it. Pure. */
final class RequestTarget {
    private RequestTarget() {}

    /** Origin servers are asked in origin form; clients may also use the absolute form (RFC 9112, 3.2.2). */
    static String originForm(String target) {
        if (target.startsWith("/") || target.equals("*")) {
            return target;
        }
        int authority = target.indexOf("://");
        if (authority < 0) {
            return target;
        }
        for (int i = authority + 3; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c == '/') {
                return target.substring(i);
            }
            if (c == '?') {
                return "/" + target.substring(i);
            }
        }
        return "/";
    }

    /** @param seen what Spring's filters left; what URI can't hold stands escaped in it */
    static String afterFilters(String own, URI seen) {
        String path = seen.getRawPath().isEmpty() ? "/" : seen.getRawPath();
        String target = seen.getRawQuery() == null ? path : path + "?" + seen.getRawQuery();
        return isEscapeOf(target, own.equals("*") ? "/*" : own) ? own : target;
    }

    /** Whether {@code seen} is {@code own} with nothing but some characters percent-encoded. */
    static boolean isEscapeOf(String seen, String own) {
        int at = 0;
        int i = 0;
        while (i < own.length()) {
            int c = own.codePointAt(i);
            String escaped = c == '%' || at >= seen.length() || seen.codePointAt(at) != c ? escape(c) : null;
            if (escaped != null && seen.startsWith(escaped, at)) {
                at += escaped.length();
            } else if (at < seen.length() && seen.codePointAt(at) == c) {
                at += Character.charCount(c);
            } else {
                return false;
            }
            i += Character.charCount(c);
        }
        return at == seen.length();
    }

    private static String escape(int codePoint) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
            escaped.append('%')
                    .append(Character.toUpperCase(Character.forDigit(b >> 4 & 15, 16)))
                    .append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
        }
        return escaped.toString();
    }
}
