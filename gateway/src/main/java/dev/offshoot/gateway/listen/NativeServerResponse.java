package dev.offshoot.gateway.listen;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.file.Path;
import java.util.List;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ZeroCopyHttpOutputMessage;
import org.springframework.http.server.reactive.AbstractServerHttpResponse;
import org.springframework.http.support.Netty4HeadersAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/** Spring's view of reactor-netty's response, whose headers it shares; the native one is {@code getNativeResponse()}. */
final class NativeServerResponse extends AbstractServerHttpResponse implements ZeroCopyHttpOutputMessage {
    private final HttpServerResponse response;

    NativeServerResponse(HttpServerResponse response, NettyDataBufferFactory buffers) {
        super(buffers, new HttpHeaders(new Netty4HeadersAdapter(response.responseHeaders())));
        this.response = response;
    }

    @SuppressWarnings("unchecked")
    @Override
    public <T> T getNativeResponse() {
        return (T) response;
    }

    @Override
    public HttpStatusCode getStatusCode() {
        HttpStatusCode set = super.getStatusCode();
        return set != null ? set : HttpStatusCode.valueOf(response.status().code());
    }

    @Override
    protected void applyStatusCode() {
        HttpStatusCode set = super.getStatusCode();
        if (set != null) {
            response.status(set.value());
        }
    }

    /** The headers are the native ones already. */
    @Override
    protected void applyHeaders() {}

    @Override
    protected void applyCookies() {
        for (List<ResponseCookie> cookies : getCookies().values()) {
            for (ResponseCookie cookie : cookies) {
                response.responseHeaders().add(HttpHeaderNames.SET_COOKIE, cookie.toString());
            }
        }
    }

    @Override
    protected Mono<Void> writeWithInternal(Publisher<? extends DataBuffer> body) {
        return response.send(byteBufs(body)).then();
    }

    @Override
    protected Mono<Void> writeAndFlushWithInternal(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        return response.sendGroups(Flux.from(body).map(NativeServerResponse::byteBufs))
                .then();
    }

    @Override
    public Mono<Void> writeWith(Path file, long position, long count) {
        return doCommit(() -> response.sendFile(file, position, count).then());
    }

    /** A Mono stays one: reactor-netty writes head and body of it together. */
    private static Publisher<ByteBuf> byteBufs(Publisher<? extends DataBuffer> buffers) {
        return buffers instanceof Mono<? extends DataBuffer> one
                ? one.map(NettyDataBufferFactory::toByteBuf)
                : Flux.from(buffers).map(NettyDataBufferFactory::toByteBuf);
    }
}
