package dev.offshoot.gateway.relay;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.util.Set;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Flux;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Reads what is to be sent upstream: from the native request, or, where a filter has changed the request, from Spring's view of
 * it. The target is the client's own, byte for byte, unless a filter changed it.
 */
final class RequestReader {
    /** Spring's views of a native request that nobody changed: its own, and our listeners'. */
    static final Set<String> UNCHANGED = Set.of(
            "org.springframework.http.server.reactive.ReactorServerHttpRequest",
            "dev.offshoot.gateway.listen.NativeServerRequest");

    private RequestReader() {}

    static OutgoingRequest read(
            ServerHttpRequest request, HttpServerRequest nativeRequest, Client client, RelayCall call) {
        boolean changed = !UNCHANGED.contains(request.getClass().getName());
        HttpHeaders headers = changed
                ? springHeaders(request)
                : nativeRequest.requestHeaders().copy();
        boolean http2Upstream = call.backend().protocol().isHttp2();
        boolean hasBody = hasBody(nativeRequest, client) || (changed && declaresBody(headers));
        // In HTTP/1.0 it means nothing (RFC 9110, 7.8).
        boolean upgrade = !client.isHttp2() && !client.isHttp10() && !http2Upstream && isUpgrade(headers);
        boolean expects = hasBody && headers.containsValue(HttpHeaderNames.EXPECT, HttpHeaderValues.CONTINUE, true);

        String own = RequestTarget.originForm(nativeRequest.uri());
        HopByHop.removeFromRequest(headers, upgrade);
        frame(headers, hasBody, http2Upstream);
        ForwardedHeaders.write(headers, call, nativeRequest.scheme());
        call.editRequest(headers);
        return new OutgoingRequest(
                changed ? HttpMethod.valueOf(request.getMethod().name()) : nativeRequest.method(),
                changed ? RequestTarget.afterFilters(own, request.getURI()) : own,
                headers,
                hasBody,
                expects,
                upgrade,
                changed ? changedBody(request) : null);
    }

    private static HttpHeaders springHeaders(ServerHttpRequest request) {
        HttpHeaders headers = new DefaultHttpHeaders();
        request.getHeaders().forEach((name, values) -> headers.add(name, values));
        return headers;
    }

    private static Flux<ByteBuf> changedBody(ServerHttpRequest request) {
        return request.getBody().map(NettyDataBufferFactory::toByteBuf);
    }

    private static boolean hasBody(HttpServerRequest request, Client client) {
        if (!client.isHttp2()) {
            return declaresBody(request.requestHeaders());
        }
        Boolean whole = client.tap().whole();
        return whole != null
                ? !whole
                : declaresBody(request.requestHeaders())
                        || !(HttpMethod.GET.equals(request.method()) || HttpMethod.HEAD.equals(request.method()));
    }

    private static boolean declaresBody(HttpHeaders headers) {
        if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            return true;
        }
        String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        return length != null && !length.equals("0");
    }

    private static boolean isUpgrade(HttpHeaders headers) {
        String upgrade = headers.get(HttpHeaderNames.UPGRADE);
        return upgrade != null
                && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && !headers.containsValue(HttpHeaderNames.UPGRADE, "h2c", true);
    }

    private static void frame(HttpHeaders headers, boolean hasBody, boolean http2Upstream) {
        if (!hasBody || http2Upstream) {
            headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
        } else if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            headers.remove(HttpHeaderNames.CONTENT_LENGTH);
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        } else if (!headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
    }
}
