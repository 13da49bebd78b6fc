package dev.offshoot.gateway.relay;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Locale;
import java.util.Map;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerResponse;

/** An upstream's response head, put onto the client's response, where filters see and change it; and the heads before it (1xx). */
final class ResponseHead {
    private ResponseHead() {}

    static void apply(HttpResponse head, boolean http2Upstream, Client client, HttpServerResponse to, RelayCall call) {
        HttpHeaders from = head.headers();
        HopByHop.removeFromResponse(from, http2Upstream);
        boolean framed =
                from.contains(HttpHeaderNames.CONTENT_LENGTH) || from.contains(HttpHeaderNames.TRANSFER_ENCODING);
        to.status(head.status());
        HttpHeaders headers = to.responseHeaders();
        headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
        if (headers.isEmpty()) {
            headers.set(from);
        } else {
            headers.add(from);
        }
        if (client.isHttp2() || client.isHttp10()) {
            headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
        } else if (!framed) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        call.editResponse(headers, head.status().code());
    }

    /** Takes away what {@link #apply} added, for a filter that tries again. */
    static void undo(HttpResponse head, HttpServerResponse to) {
        for (String name : head.headers().names()) {
            to.responseHeaders().remove(name);
        }
        to.responseHeaders().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }

    /** Sends a 102 or 103 (RFC 9110, 15.2); reactor-netty has no API for them. */
    static void sendInformational(HttpResponse head, boolean http2Upstream, Client client) {
        if (client.isHttp10()) {
            return;
        }
        HopByHop.removeFromResponse(head.headers(), http2Upstream);
        head.headers().remove(HttpHeaderNames.TRANSFER_ENCODING).remove(HttpHeaderNames.CONTENT_LENGTH);
        Channel channel = client.channel();
        if (client.isHttp2()) {
            Http2Headers headers =
                    new DefaultHttp2Headers().status(head.status().codeAsText());
            for (Map.Entry<String, String> header : head.headers()) {
                headers.add(header.getKey().toLowerCase(Locale.ROOT), header.getValue());
            }
            channel.writeAndFlush(new DefaultHttp2HeadersFrame(headers, false));
        } else {
            // reactor-netty's handler would take it for the answer, and close where the client wants no more than that.
            ChannelHandlerContext traffic = channel.pipeline().context(NettyPipeline.HttpTrafficHandler);
            ChannelOutboundInvoker to = traffic == null ? channel : traffic;
            to.writeAndFlush(copy(head));
        }
    }

    /** The head as a message of its own. */
    static DefaultFullHttpResponse copy(HttpResponse head) {
        DefaultFullHttpResponse copy =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, head.status(), Unpooled.EMPTY_BUFFER);
        copy.headers().set(head.headers());
        return copy;
    }
}
