package dev.offshoot.gateway.relay;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Removes the headers that speak about one connection only (RFC 9110, 7.6.1), and those that Netty's HTTP/2 codec invents. */
final class HopByHop {
    private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");
    private static final AsciiString PROXY_CONNECTION = AsciiString.cached("proxy-connection");
    private static final AsciiString HTTP2_SETTINGS = AsciiString.cached("http2-settings");
    private static final List<AsciiString> HTTP2_CODEC = List.of(
            AsciiString.cached("x-http2-stream-id"),
            AsciiString.cached("x-http2-scheme"),
            AsciiString.cached("x-http2-path"),
            AsciiString.cached("x-http2-stream-weight"),
            AsciiString.cached("x-http2-stream-dependency-id"),
            AsciiString.cached("x-http2-stream-promise-id"));
    /** Meant for every recipient, whatever {@code Connection} says: a client must not be able to take them away. */
    private static final List<AsciiString> END_TO_END = List.of(
            HttpHeaderNames.HOST,
            HttpHeaderNames.CONTENT_LENGTH,
            HttpHeaderNames.TRANSFER_ENCODING,
            HttpHeaderNames.TE,
            HttpHeaderNames.UPGRADE);

    private static final Set<String> NO_TRAILERS = Set.of(
            "authorization",
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "cookie",
            "expect",
            "forwarded",
            "host",
            "keep-alive",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "transfer-encoding",
            "upgrade");

    private HopByHop() {}

    /** @param upgrade keeps {@code Upgrade}, with {@code Connection: upgrade} */
    static void removeFromRequest(HttpHeaders headers, boolean upgrade) {
        removeConnectionOptions(headers);
        keepOnlyTrailersOfTe(headers);
        if (upgrade) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        } else {
            headers.remove(HttpHeaderNames.UPGRADE).remove(HTTP2_SETTINGS);
        }
        // Of an HTTP/1.1 client too: the codec of an HTTP/2 endpoint would take them for its own.
        removeHttp2Codec(headers);
    }

    /** What may not be a trailer, since servers that merge trailers would frame, route or authenticate by it (RFC 9110, 6.5.1). */
    static void removeFromTrailers(HttpHeaders trailers) {
        for (String name : trailers.names()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (NO_TRAILERS.contains(lower) || lower.startsWith("x-offshoot-")) {
                trailers.remove(name);
            }
        }
    }

    static void removeFromResponse(HttpHeaders headers, boolean http2Upstream) {
        removeConnectionOptions(headers);
        headers.remove(HttpHeaderNames.UPGRADE);
        if (http2Upstream) {
            removeHttp2Codec(headers);
        }
    }

    /** Of a 101, which keeps what it upgrades to. */
    static void removeFromUpgrade(HttpHeaders headers) {
        String protocol = headers.get(HttpHeaderNames.UPGRADE);
        removeConnectionOptions(headers);
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        if (protocol != null) {
            headers.set(HttpHeaderNames.UPGRADE, protocol);
        }
    }

    static void removeHttp2Codec(HttpHeaders headers) {
        for (AsciiString name : HTTP2_CODEC) {
            headers.remove(name);
        }
    }

    private static void removeConnectionOptions(HttpHeaders headers) {
        if (headers.contains(HttpHeaderNames.CONNECTION)) {
            for (String line : headers.getAll(HttpHeaderNames.CONNECTION)) {
                for (String option : line.split(",")) {
                    removeOption(headers, option.trim());
                }
            }
            headers.remove(HttpHeaderNames.CONNECTION);
        }
        headers.remove(KEEP_ALIVE).remove(PROXY_CONNECTION);
    }

    private static void removeOption(HttpHeaders headers, String option) {
        if (option.isEmpty()) {
            return;
        }
        for (AsciiString name : END_TO_END) {
            if (name.contentEqualsIgnoreCase(option)) {
                return;
            }
        }
        headers.remove(option);
    }

    /** {@code TE: trailers} says that the client itself reads trailers, and gRPC wants it; other codings end here. */
    private static void keepOnlyTrailersOfTe(HttpHeaders headers) {
        if (!headers.contains(HttpHeaderNames.TE)) {
            return;
        }
        boolean trailers = headers.containsValue(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS, true);
        headers.remove(HttpHeaderNames.TE);
        if (trailers) {
            headers.set(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
        }
    }
}
