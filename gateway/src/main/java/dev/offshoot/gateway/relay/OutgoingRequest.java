package dev.offshoot.gateway.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * What goes to the endpoint.
 *
 * @param target the request target in origin form, or {@code *}
 * @param expectsContinue whether the client waits to be asked for the body (RFC 9110, 10.1.1)
 * @param upgrade whether a 101 turns the connection into a byte pipe
 * @param changedBody the body as filters left it, whose buffers the subscriber owns; null for the client's own body
 */
record OutgoingRequest(
        HttpMethod method,
        String target,
        HttpHeaders headers,
        boolean hasBody,
        boolean expectsContinue,
        boolean upgrade,
        @Nullable Flux<ByteBuf> changedBody) {
    /** RFC 9110, 9.2.2. */
    private static final Set<HttpMethod> IDEMPOTENT = Set.of(
            HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.PUT, HttpMethod.DELETE, HttpMethod.TRACE);

    /** @throws IllegalArgumentException if the target holds what would break the request line */
    OutgoingRequest {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c == 0x7f) {
                throw new IllegalArgumentException(
                        "request target: character %d at %d (expected: neither blanks nor controls)"
                                .formatted((int) c, i));
            }
        }
    }

    /** Whether it may be sent again although the endpoint may have seen it. */
    boolean isRepeatable() {
        return !hasBody && IDEMPOTENT.contains(method);
    }

    /**
     * Whether its head alone is a whole request to an endpoint, though the client hasn't ended it: over HTTP/2 it may still send a body, and
     * make it malformed (RFC 9113, 8.1.1).
     */
    boolean saysEmpty() {
        String length = hasBody ? headers.get(HttpHeaderNames.CONTENT_LENGTH) : null;
        return length != null && length.chars().allMatch(digit -> digit == '0');
    }

    HttpRequest head() {
        return hasBody
                ? new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, target, headers)
                : new DefaultFullHttpRequest(
                        HttpVersion.HTTP_1_1,
                        method,
                        target,
                        Unpooled.EMPTY_BUFFER,
                        headers,
                        EmptyHttpHeaders.INSTANCE);
    }
}
