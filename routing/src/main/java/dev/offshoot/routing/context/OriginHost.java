package dev.offshoot.routing.context;

import org.jspecify.annotations.Nullable;

/**
 * The host of the page that a request was made from, as {@code Origin} (RFC 6454, section 7) and {@code Referer} (RFC 9110,
 * section 10.1.3) tell it, and whether the request was made from a page at all.
 */
final class OriginHost {
    private OriginHost() {}

    /**
     * Whether the browser opens a page, instead of a page asking for something: then the page that was left says nothing
     * about the one that is opened. {@code Sec-Fetch-Mode} and {@code Sec-Fetch-Dest} say so (Fetch Metadata); browsers
     * leave them out on plain HTTP, and then {@code Upgrade-Insecure-Requests} is sent with navigations only (W3C Upgrade
     * Insecure Requests).
     */
    static boolean isNavigation(RequestView request) {
        String mode = request.header("sec-fetch-mode");
        String destination = request.header("sec-fetch-dest");
        if (mode != null || destination != null) {
            return "navigate".equals(mode) || "document".equals(destination);
        }
        return "1".equals(request.header("upgrade-insecure-requests"));
    }

    /** Host and port of an {@code http} or {@code https} URL; null of anything else. */
    static @Nullable String of(String url) {
        int start;
        if (url.regionMatches(true, 0, "https://", 0, 8)) {
            start = 8;
        } else if (url.regionMatches(true, 0, "http://", 0, 7)) {
            start = 7;
        } else {
            return null;
        }
        int end = start;
        while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
            if (url.charAt(end) == '@') {
                return null;
            }
            end++;
        }
        return start == end ? null : url.substring(start, end);
    }
}
