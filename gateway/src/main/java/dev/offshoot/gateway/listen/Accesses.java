package dev.offshoot.gateway.listen;

import dev.offshoot.gateway.access.AccessLog;
import dev.offshoot.gateway.access.AccessLog.End;
import dev.offshoot.gateway.access.AccessRecord;
import dev.offshoot.routing.decision.Decision.Refuse;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.Http2StreamChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.SignalType;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** What the listeners tell the access log of a request's beginning and end. */
final class Accesses {
    private Accesses() {}

    static AccessRecord begin(Channel channel, HttpServerRequest request) {
        boolean http2 = channel instanceof Http2StreamChannel;
        AccessRecord record = record(
                http2 ? channel.parent() : channel,
                http2 ? "HTTP/2" : request.version().text(),
                request.method().name(),
                request.uri(),
                request.requestHeaders());
        Arrivals.begin(channel, record);
        return record;
    }

    private static AccessRecord record(
            Channel connection, String protocol, String method, String target, HttpHeaders headers) {
        return new AccessRecord(
                connection.attr(CurrentListener.KEY).get() != null,
                address(connection.remoteAddress()),
                protocol,
                method,
                target,
                headers.get(HttpHeaderNames.HOST));
    }

    private static String address(@Nullable SocketAddress peer) {
        return peer instanceof InetSocketAddress ip
                ? ip.getAddress().getHostAddress() + ":" + ip.getPort()
                : String.valueOf(peer);
    }

    /** A request that was refused before anybody else saw it. */
    static void refused(AccessLog access, Channel channel, HttpRequest request, Refuse refusal) {
        AccessRecord record = record(
                channel, request.protocolVersion().text(), request.method().name(), request.uri(), request.headers());
        access.write(record, refusal.code().status(), refusal.code().code(), 0, End.COMPLETE);
    }

    static void end(AccessLog access, AccessRecord record, HttpServerResponse response, SignalType signal) {
        HttpHeaders headers = response.responseHeaders();
        boolean answered = response.hasSentHeaders() || response.status().code() == 101;
        access.write(
                record,
                answered ? response.status().code() : 0,
                headers.get(FrontAnswer.ERROR_HEADER),
                headers.getInt(HttpHeaderNames.CONTENT_LENGTH, 0),
                switch (signal) {
                    case CANCEL -> End.CANCELLED;
                    case ON_ERROR -> End.BROKEN;
                    default -> End.COMPLETE;
                });
    }
}
