package dev.offshoot.gateway.route;

import java.util.Locale;

/**
 * The {@code Domain} of a {@code Set-Cookie} on a prefixed host: a cookie for the application's own host, or for a domain above it,
 * becomes one for the prefixed host, so that a login in one space is none in another. A browser would refuse the application's
 * host as no suffix of the one it asked, and share a higher domain's cookie among all spaces (RFC 6265 §5.3).
 */
final class CookieMapping {
    private CookieMapping() {}

    /**
     * The mapped value, or {@code cookie} itself where nothing is to be changed.
     *
     * @param host the application's host without the space's prefix
     * @param prefixedHost the host that the browser asked, without port
     */
    static String map(String cookie, String host, String prefixedHost) {
        for (int semicolon = cookie.indexOf(';'); semicolon >= 0; semicolon = cookie.indexOf(';', semicolon + 1)) {
            int end = cookie.indexOf(';', semicolon + 1);
            end = end < 0 ? cookie.length() : end;
            int equals = cookie.indexOf('=', semicolon);
            if (equals < 0
                    || equals > end
                    || !cookie.substring(semicolon + 1, equals).strip().equalsIgnoreCase("domain")) {
                continue;
            }
            if (covers(cookie.substring(equals + 1, end).strip(), host)) {
                return cookie.substring(0, equals + 1) + prefixedHost + cookie.substring(end);
            }
        }
        return cookie;
    }

    /** Whether {@code domain} is {@code host} or above it (RFC 6265 §5.1.3). */
    private static boolean covers(String domain, String host) {
        String plain = (domain.startsWith(".") ? domain.substring(1) : domain).toLowerCase(Locale.ROOT);
        return !plain.isEmpty() && (host.equals(plain) || host.endsWith("." + plain));
    }
}
