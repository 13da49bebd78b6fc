package dev.offshoot.gateway.listen;

import dev.offshoot.routing.decision.ErrorCode;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameStreamException;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Headers.PseudoHeaderName;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the HTTP/2 codec of one connection and its streams. It resets those whose request lacks a pseudo-header field or has one
 * too many, which the codec lets through (RFC 9113 §8.3.1), and those in which the codec found a fault, with the
 * code that RFC 9113 has for it.
 */
final class Http2Front extends ChannelInboundHandlerAdapter {
    private final MeterRegistry meters;

    /** The newest stream that began: later HEADERS of the same or an older one are trailers (RFC 9113 §5.1.1). */
    private int newest;

    private Http2Front(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Puts one into the pipeline of {@code connection}, whose HTTP/2 handlers stand already. */
    static void installOn(Channel connection, MeterRegistry meters) {
        connection
                .pipeline()
                .addBefore(
                        connection
                                .pipeline()
                                .context(Http2MultiplexHandler.class)
                                .name(),
                        "http2Front",
                        new Http2Front(meters));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof Http2HeadersFrame frame && frame.stream().id() > newest) {
            newest = frame.stream().id();
            if (!isSound(frame.headers())) {
                meters.counter("offshoot.requests.refused", "code", ErrorCode.BAD_REQUEST.code())
                        .increment();
                context.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.PROTOCOL_ERROR).stream(frame.stream()));
                return;
            }
        }
        context.fireChannelRead(message);
    }

    /** Else the stream's channel, which hears of it next, would be closed and so reset with a code that says nothing. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof Http2FrameStreamException fault) {
            context.writeAndFlush(new DefaultHttp2ResetFrame(fault.error()).stream(fault.stream()));
        }
        context.fireExceptionCaught(cause);
    }

    /**
     * CONNECT has neither scheme nor path (RFC 9113 §8.5); it is refused with all that have. {@code :protocol} is for CONNECT alone, and
     * only where a server offers it (RFC 8441 §4).
     */
    private static boolean isSound(Http2Headers headers) {
        return isToken(headers.method())
                && !hasBlanks(headers.path())
                && (HttpMethod.CONNECT.asciiName().contentEquals(headers.method()) && isThere(headers.authority())
                        || isThere(headers.scheme())
                                && isThere(headers.path())
                                && !headers.contains(PseudoHeaderName.PROTOCOL.value()));
    }

    /** RFC 9110 §5.6.2. The codec would lose a buffer with each fault in method and target that it finds itself. */
    private static boolean isToken(@Nullable CharSequence method) {
        if (method == null || method.isEmpty()) {
            return false;
        }
        for (int i = 0; i < method.length(); i++) {
            char c = method.charAt(i);
            boolean alphanumeric = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!alphanumeric && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Blanks or controls, which no target has. */
    private static boolean hasBlanks(@Nullable CharSequence path) {
        if (path != null) {
            for (int i = 0; i < path.length(); i++) {
                if (path.charAt(i) <= ' ' || path.charAt(i) == 0x7f) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isThere(@Nullable CharSequence value) {
        return value != null && !value.isEmpty();
    }
}
