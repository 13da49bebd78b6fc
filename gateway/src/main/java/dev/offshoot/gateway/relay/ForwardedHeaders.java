package dev.offshoot.gateway.relay;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;

/** {@code X-Forwarded-For}, {@code -Proto} and {@code -Host} of a request that came through a URL listener. */
final class ForwardedHeaders {
    private static final AsciiString FOR = AsciiString.cached("x-forwarded-for");
    private static final AsciiString PROTO = AsciiString.cached("x-forwarded-proto");
    private static final AsciiString HOST = AsciiString.cached("x-forwarded-host");
    private static final AsciiString PORT = AsciiString.cached("x-forwarded-port");
    private static final AsciiString PREFIX = AsciiString.cached("x-forwarded-prefix");
    private static final AsciiString FORWARDED = AsciiString.cached("forwarded");

    private ForwardedHeaders() {}

    /** Says who called; what an untrusted client claimed is replaced. */
    static void write(HttpHeaders headers, RelayCall call, String scheme) {
        if (call.interceptedArrival()) {
            return;
        }
        if (!call.trustedProxy()) {
            headers.remove(PORT).remove(PREFIX).remove(FORWARDED);
        }
        String before = call.trustedProxy() ? headers.get(FOR) : null;
        headers.set(FOR, before == null ? call.clientAddress() : before + ", " + call.clientAddress());
        if (!call.trustedProxy() || !headers.contains(PROTO)) {
            headers.set(PROTO, scheme);
        }
        String host = headers.get(HttpHeaderNames.HOST);
        if (host != null && (!call.trustedProxy() || !headers.contains(HOST))) {
            headers.set(HOST, host);
        }
    }
}
