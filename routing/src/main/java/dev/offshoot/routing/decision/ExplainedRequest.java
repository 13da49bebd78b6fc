package dev.offshoot.routing.decision;

import dev.offshoot.routing.context.RequestView;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A request that nobody sent: what would happen to it is explained. */
public record ExplainedRequest(String host, Map<String, List<String>> lines) implements RequestView {
    /**
     * @param url absolute, such as {@code http://alice.s.shop.dev.example.com/cart}
     * @param headers each {@code name: value}
     * @throws IllegalArgumentException naming the wrong value
     */
    public static ExplainedRequest of(String url, List<String> headers) {
        Map<String, List<String>> lines = new TreeMap<>();
        for (String header : headers) {
            int colon = header.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("header: '" + header + "' (expected: name: value)");
            }
            lines.computeIfAbsent(
                            header.substring(0, colon).strip().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(header.substring(colon + 1).strip());
        }
        return new ExplainedRequest(hostOf(url), lines);
    }

    private static String hostOf(String url) {
        String authority;
        try {
            authority = new URI(url).getRawAuthority();
        } catch (URISyntaxException malformed) {
            authority = null;
        }
        if (authority == null) {
            throw new IllegalArgumentException(
                    "url: '" + url + "' (expected: an absolute URL such as http://alice.s.shop.localhost:8080/)");
        }
        return authority;
    }

    @Override
    public @Nullable String header(String name) {
        List<String> values = lines.get(name);
        return values == null ? null : values.get(0);
    }

    @Override
    public List<String> headers(String name) {
        return lines.getOrDefault(name, List.of());
    }

    @Override
    public @Nullable String authority() {
        return host;
    }

    @Override
    public @Nullable String peerAddress() {
        return null;
    }
}
