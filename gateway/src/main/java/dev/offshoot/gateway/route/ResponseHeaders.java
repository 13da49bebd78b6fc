package dev.offshoot.gateway.route;

import dev.offshoot.routing.decision.Decision.Forward;
import dev.offshoot.routing.decision.Endpoint;
import dev.offshoot.routing.host.HostForm;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an upstream's answer gets on its way back: our own headers, and URLs and cookies that keep the browser in its space. */
final class ResponseHeaders {
    static final String EXPLAIN = "x-offshoot-explain";
    static final String NOTICE = "x-offshoot-notice";

    private static final int LONGEST_EXPLANATION = 2048;

    /** What tells a page's own call from a navigation, too: the same URL is answered differently to each. */
    private static final String FROM_ORIGIN =
            "Origin, Referer, Sec-Fetch-Mode, Sec-Fetch-Dest, Upgrade-Insecure-Requests";

    private ResponseHeaders() {}

    /**
     * @param endpoint where the request was sent; null where it wasn't
     * @param timing times the hop for {@code Server-Timing}; null where that is off
     */
    static void edit(HttpHeaders headers, Hop hop, @Nullable Endpoint endpoint, @Nullable RequestMeter timing) {
        removeOurs(headers);
        Forward forward = hop.forward();
        if (hop.explanation() != null) {
            headers.set(EXPLAIN, explanation(hop.explanation(), endpoint));
        }
        if (forward.notice() != null) {
            headers.set(NOTICE, forward.notice());
        }
        if (hop.routing().fromOrigin()) {
            headers.add(HttpHeaderNames.VARY, FROM_ORIGIN);
        }
        if (hop.routing().form() != HostForm.BARE) {
            keepInSpace(headers, hop);
            if (timing != null) {
                headers.add("server-timing", serverTiming(forward, timing));
            }
        }
    }

    private static String explanation(String reasoning, @Nullable Endpoint endpoint) {
        String whole = endpoint == null ? reasoning : reasoning + "; sent to " + endpoint;
        return whole.length() > LONGEST_EXPLANATION ? reasoning : whole;
    }

    /** An application may not speak for the gateway. */
    private static void removeOurs(HttpHeaders headers) {
        List<CharSequence> ours = null;
        for (Iterator<Map.Entry<CharSequence, CharSequence>> it = headers.iteratorCharSequence(); it.hasNext(); ) {
            CharSequence name = it.next().getKey();
            if (isOurs(name)) {
                ours = ours == null ? new ArrayList<>(2) : ours;
                ours.add(name);
            }
        }
        if (ours != null) {
            ours.forEach(headers::remove);
        }
    }

    private static boolean isOurs(CharSequence name) {
        return name.length() > 11
                && (name.charAt(0) | 0x20) == 'x'
                && name.toString().regionMatches(true, 0, "x-offshoot-", 0, 11);
    }

    private static void keepInSpace(HttpHeaders headers, Hop hop) {
        String host = hop.routing().host();
        if (host == null) {
            return;
        }
        String space = hop.forward().context();
        HostForm form = hop.routing().form();
        String location = headers.get(HttpHeaderNames.LOCATION);
        if (location != null) {
            headers.set(
                    HttpHeaderNames.LOCATION,
                    LocationMapping.map(
                            location, ours -> hop.snapshot().prefixedHost(ours.toLowerCase(Locale.ROOT), space, form)));
        }
        List<String> cookies = headers.getAll(HttpHeaderNames.SET_COOKIE);
        String prefixed = cookies.isEmpty() ? null : hop.snapshot().prefixedHost(host, space, form);
        if (prefixed != null) {
            headers.set(
                    HttpHeaderNames.SET_COOKIE,
                    cookies.stream()
                            .map(cookie -> CookieMapping.map(cookie, host, prefixed))
                            .toList());
        }
    }

    /** A metric of Server Timing, W3C: browsers' network panels show it. Formatted by hand: it stands on every prefixed answer. */
    private static String serverTiming(Forward forward, RequestMeter timing) {
        long tenths = timing.elapsedNanos() / 100_000;
        return "offshoot;desc=\"" + forward.backend().service() + " for " + forward.context() + "\";dur=" + tenths / 10
                + '.' + tenths % 10;
    }
}
