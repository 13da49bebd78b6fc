package dev.offshoot.gateway.listen;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The URI that Spring sees of a request whose target {@link FrontCheck} let pass: what {@link URI} doesn't take is percent-encoded
 * in it, a lone {@code %} too, and {@code *} is {@code /*}. The relay doesn't use it: it forwards the native target. Pure.
 */
final class TargetUri {
    private static final String OTHERS = "/-._~!$&'()*+,;=:@?";
    private static final String HEX = "0123456789ABCDEF";

    private TargetUri() {}

    /**
     * @param host the Host header, null where there is none
     * @param local the address that the request reached, which stands in for a host that is missing or that URI doesn't take
     */
    static URI of(String scheme, @Nullable String host, String target, InetSocketAddress local) {
        String path = escaped(originForm(target));
        if (host != null && !host.isEmpty()) {
            try {
                return new URI(scheme + "://" + host + path);
            } catch (URISyntaxException e) {
                // Host is valid HTTP, but no authority that java.net.URI knows, such as [v1.x].
            }
        }
        String address = local.getAddress().getHostAddress();
        String literal = address.indexOf(':') < 0 ? address : "[" + address + "]";
        return URI.create(scheme + "://" + literal + ":" + local.getPort() + path);
    }

    private static String originForm(String target) {
        if (target.startsWith("/")) {
            return target;
        }
        int schemeEnd = target.indexOf("://");
        String rest = schemeEnd < 0 ? target : target.substring(Authority.pathBegin(target, schemeEnd + 3));
        return rest.startsWith("/") ? rest : "/" + rest;
    }

    private static String escaped(String target) {
        int length = target.length();
        boolean query = false;
        for (int i = 0; i < length; i++) {
            if (!isLegal(target, i, query)) {
                return escapedFrom(target, i, query);
            }
            query |= target.charAt(i) == '?';
        }
        return target;
    }

    private static String escapedFrom(String target, int from, boolean queryBefore) {
        StringBuilder out = new StringBuilder(target.length() + 16).append(target, 0, from);
        boolean query = queryBefore;
        for (int i = from; i < target.length(); ) {
            int c = target.codePointAt(i);
            if (isLegal(target, i, query)) {
                out.append((char) c);
                query |= c == '?';
            } else {
                escape(out, c);
            }
            i += Character.charCount(c);
        }
        return out.toString();
    }

    private static boolean isLegal(String target, int at, boolean query) {
        char c = target.charAt(at);
        if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || OTHERS.indexOf(c) >= 0) {
            return true;
        }
        return switch (c) {
            case '%' -> isHex(target, at + 1) && isHex(target, at + 2);
            case '[', ']' -> query;
            default -> false;
        };
    }

    private static boolean isHex(String target, int at) {
        return at < target.length() && Character.digit(target.charAt(at), 16) >= 0 && target.charAt(at) < 0x80;
    }

    private static void escape(StringBuilder out, int codePoint) {
        for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
            out.append('%').append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
        }
    }
}
