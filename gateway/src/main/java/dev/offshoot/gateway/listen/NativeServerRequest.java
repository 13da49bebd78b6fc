package dev.offshoot.gateway.listen;

import io.netty.handler.codec.http.cookie.Cookie;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.SslInfo;
import org.springframework.http.support.Netty4HeadersAdapter;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import reactor.core.publisher.Flux;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;

/** Spring's view of reactor-netty's request, with a URI made by {@link TargetUri}; the native one is {@code getNativeRequest()}. */
final class NativeServerRequest extends AbstractServerHttpRequest {
    private final HttpServerRequest request;
    private final NettyDataBufferFactory buffers;

    NativeServerRequest(HttpServerRequest request, URI uri, NettyDataBufferFactory buffers) {
        super(
                HttpMethod.valueOf(request.method().name()),
                uri,
                null,
                new HttpHeaders(new Netty4HeadersAdapter(request.requestHeaders())));
        this.request = request;
        this.buffers = buffers;
    }

    @Override
    protected MultiValueMap<String, HttpCookie> initCookies() {
        MultiValueMap<String, HttpCookie> cookies = new LinkedMultiValueMap<>();
        for (Map.Entry<CharSequence, List<Cookie>> entry : request.allCookies().entrySet()) {
            for (Cookie cookie : entry.getValue()) {
                cookies.add(cookie.name(), new HttpCookie(cookie.name(), cookie.value()));
            }
        }
        return cookies;
    }

    @Override
    public @Nullable InetSocketAddress getLocalAddress() {
        return request.hostAddress();
    }

    @Override
    public @Nullable InetSocketAddress getRemoteAddress() {
        return request.remoteAddress();
    }

    @Override
    protected @Nullable SslInfo initSslInfo() {
        return null;
    }

    @Override
    public Flux<DataBuffer> getBody() {
        return request.receive().retain().map(buffers::wrap);
    }

    @SuppressWarnings("unchecked")
    @Override
    public <T> T getNativeRequest() {
        return (T) request;
    }

    @Override
    protected String initId() {
        return ((Connection) request).channel().id().asShortText();
    }
}
