package dev.offshoot.gateway.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.util.List;

/**
 * The decoder of an upstream HTTP/1.1 connection that answers one request at a time. Bytes that come while no request is under
 * way, or behind the answer, belong to nobody (RFC 9112, 6.3): they must never become the next client's answer, or its beginning.
 */
final class ResponseDecoder extends HttpResponseDecoder {
    private boolean awaited;
    private boolean toHead;

    ResponseDecoder(HttpDecoderConfig config) {
        super(config);
    }

    /** A request is being sent, whose answer may come from now on. */
    void await(HttpMethod method) {
        awaited = true;
        toHead = HttpMethod.HEAD.equals(method);
    }

    /** The answer is whole; whether nothing has come behind it. */
    boolean endsCleanly() {
        awaited = false;
        return actualReadableBytes() == 0;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) throws Exception {
        if (awaited) {
            super.decode(context, bytes, out);
        } else {
            bytes.skipBytes(bytes.readableBytes());
            context.close();
        }
    }

    /** An answer of another version (RFC 9112, 2.3) or of no class (RFC 9110, 15) can't be passed on as one of ours. */
    @Override
    protected HttpMessage createMessage(String[] line) {
        HttpMessage message = super.createMessage(line);
        if (message.protocolVersion().majorVersion() != 1
                || message instanceof HttpResponse response
                        && (response.status().code() < 100 || response.status().code() > 599)) {
            throw new IllegalArgumentException(
                    "status line: " + String.join(" ", line) + " (expected: HTTP/1.1 and a status from 100 to 599)");
        }
        return message;
    }

    /** The answer to HEAD has none, whatever its fields say (RFC 9112, 6.3). */
    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return toHead
                        && message instanceof HttpResponse response
                        && response.status().code() >= 200
                || super.isContentAlwaysEmpty(message);
    }

    /** Two framings are an attempt to split the answer, or a broken server (RFC 9112, 6.3). */
    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both Transfer-Encoding and Content-Length (expected: one of them)");
    }
}
