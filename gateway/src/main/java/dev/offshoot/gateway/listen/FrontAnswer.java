package dev.offshoot.gateway.listen;

import dev.offshoot.gateway.error.ProblemDocument;
import dev.offshoot.routing.decision.Decision.Refuse;
import dev.offshoot.routing.decision.ErrorCode;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/** The answer to a request that is refused before Spring: a problem document, whatever the client prefers. Pure. */
final class FrontAnswer {
    static final String ERROR_HEADER = "x-offshoot-error";
    private static final String ALLOWED = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

    private FrontAnswer() {}

    /** With {@code Connection: close}: after a doubtful request, what follows on its connection can't be trusted. */
    static FullHttpResponse closing(Refuse refusal) {
        byte[] body = ProblemDocument.json(refusal);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(refusal.code().status()),
                Unpooled.wrappedBuffer(body));
        headers(response.headers(), refusal.code(), body.length);
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return response;
    }

    static void headers(HttpHeaders headers, ErrorCode code, int length) {
        headers.set(ERROR_HEADER, code.code());
        headers.set(HttpHeaderNames.CONTENT_TYPE, ProblemDocument.MEDIA_TYPE);
        headers.setInt(HttpHeaderNames.CONTENT_LENGTH, length);
        if (code == ErrorCode.METHOD_NOT_ALLOWED) {
            headers.set(HttpHeaderNames.ALLOW, ALLOWED);
        }
    }
}
