package dev.offshoot.gateway.listen;

import dev.offshoot.gateway.access.AccessLog;
import dev.offshoot.gateway.access.AccessRecord;
import dev.offshoot.gateway.error.ProblemDocument;
import dev.offshoot.routing.decision.Decision.Refuse;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2StreamChannel;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHeadResponseDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Hands reactor-netty's requests to Spring's {@link HttpHandler}, whatever bytes their targets have: Spring's own adapter
 * refuses those that {@link URI} doesn't take. Streams of HTTP/2 are checked here; HTTP/1 was, by {@link FrontHandler}.
 */
final class ServerHandlerAdapter implements BiFunction<HttpServerRequest, HttpServerResponse, Mono<Void>> {
    private final HttpHandler spring;
    private final FrontRules rules;
    private final ClientTimeouts timeouts;
    private final MeterRegistry meters;
    private final ClientConnections connections;
    private final AccessLog access;

    ServerHandlerAdapter(
            HttpHandler spring,
            FrontRules rules,
            ClientTimeouts timeouts,
            MeterRegistry meters,
            ClientConnections connections,
            AccessLog access) {
        this.spring = spring;
        this.rules = rules;
        this.timeouts = timeouts;
        this.meters = meters;
        this.connections = connections;
        this.access = access;
    }

    @Override
    public Mono<Void> apply(HttpServerRequest request, HttpServerResponse response) {
        Channel channel = ((Connection) request).channel();
        if (!access.isOn()) {
            return serve(channel, request, response);
        }
        AccessRecord record = Accesses.begin(channel, request);
        return serve(channel, request, response).doFinally(end -> Accesses.end(access, record, response, end));
    }

    private Mono<Void> serve(Channel channel, HttpServerRequest request, HttpServerResponse response) {
        if (channel instanceof Http2StreamChannel) {
            Refuse refusal = refusal(request);
            if (refusal != null) {
                return refuse(response, refusal);
            }
            sayGoAwayIfClosed(channel.parent());
            StreamClock.watch(channel, request.requestHeaders(), timeouts, meters);
        }
        NettyDataBufferFactory buffers = new NettyDataBufferFactory(response.alloc());
        NativeServerRequest springRequest = new NativeServerRequest(request, uri(request), buffers);
        ServerHttpResponse springResponse = new NativeServerResponse(response, buffers);
        return spring.handle(
                springRequest,
                springRequest.getMethod() == HttpMethod.HEAD
                        ? new HttpHeadResponseDecorator(springResponse)
                        : springResponse);
    }

    private void sayGoAwayIfClosed(Channel connection) {
        CurrentListener listener = connection.attr(CurrentListener.KEY).get();
        if (connections.ending() || listener != null && listener.isClosed()) {
            ClientConnections.sayGoAway(connection);
        }
    }

    private @Nullable Refuse refusal(HttpServerRequest request) {
        if (!request.uri().equals(NativeTarget.utf8(request.uri()))) {
            return NativeTarget.notAscii();
        }
        return FrontCheck.head(rules, request.method(), request.uri(), request.requestHeaders());
    }

    private Mono<Void> refuse(HttpServerResponse response, Refuse refusal) {
        meters.counter("offshoot.requests.refused", "code", refusal.code().code())
                .increment();
        byte[] body = ProblemDocument.json(refusal);
        response.status(refusal.code().status());
        FrontAnswer.headers(response.responseHeaders(), refusal.code(), body.length);
        return response.sendByteArray(Mono.just(body)).then();
    }

    private static URI uri(HttpServerRequest request) {
        InetSocketAddress local = Objects.requireNonNull(request.hostAddress(), "a TCP connection has a local address");
        return TargetUri.of(request.scheme(), request.requestHeaders().get(HttpHeaderNames.HOST), request.uri(), local);
    }
}
