package dev.offshoot.gateway.route;

import org.jspecify.annotations.Nullable;

/**
 * The {@code Location} of a response on a prefixed host: an absolute URL of one of our hosts gets the space's prefix, so that a
 * redirect keeps the browser in its space. Relative references (RFC 9110 §10.2.2) and other hosts' URLs stay as they are.
 */
final class LocationMapping {
    private LocationMapping() {}

    /** The mapped value, or {@code location} itself where nothing is to be changed. */
    static String map(String location, PrefixedHosts hosts) {
        int start = authorityStart(location);
        if (start < 0) {
            return location;
        }
        int end = authorityEnd(location, start);
        int hostEnd = hostEnd(location, start, end);
        if (location.lastIndexOf('@', end - 1) >= start) {
            return location; // user information: no URL of ours has any
        }
        @Nullable String prefixed = hosts.prefixed(location.substring(start, hostEnd));
        return prefixed == null ? location : location.substring(0, start) + prefixed + location.substring(hostEnd);
    }

    /** Behind {@code http://}, {@code https://} or {@code //}; -1 where the reference has no authority. */
    private static int authorityStart(String location) {
        if (location.startsWith("//")) {
            return 2;
        }
        if (location.regionMatches(true, 0, "http://", 0, 7)) {
            return 7;
        }
        return location.regionMatches(true, 0, "https://", 0, 8) ? 8 : -1;
    }

    private static int authorityEnd(String location, int start) {
        int end = start;
        while (end < location.length() && "/?#\\".indexOf(location.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static int hostEnd(String location, int start, int end) {
        int colon = location.indexOf(':', start);
        return colon < 0 || colon > end ? end : colon;
    }
}
