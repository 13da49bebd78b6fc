package dev.offshoot.gateway.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

/**
 * A handler in front of reactor-netty's bridge that notes what its API doesn't tell: a request's trailers, whether an HTTP/2
 * request ended with its head, and when the client takes bytes again. One per client connection or HTTP/2 stream.
 */
public final class ClientTap extends ChannelInboundHandlerAdapter {
    private static final String NAME = "offshoot.clientTap";
    private static final AttributeKey<ClientTap> KEY = AttributeKey.valueOf(ClientTap.class, "tap");

    private @Nullable HttpHeaders trailers;
    private @Nullable Boolean whole;
    private @Nullable Runnable onWritable;

    private ClientTap() {}

    /** {@code server} with the tap on every connection and stream. */
    public static HttpServer installOn(HttpServer server) {
        return server.doOnConnection(connection -> of(connection.channel()));
    }

    /** The channel's tap; added if it isn't there. */
    public static ClientTap of(Channel client) {
        ClientTap tap = client.attr(KEY).get();
        if (tap != null) {
            return tap;
        }
        ClientTap added = new ClientTap();
        client.attr(KEY).set(added);
        client.pipeline().addBefore(NettyPipeline.ReactiveBridge, NAME, added);
        if (client instanceof Http2StreamChannel) {
            client.config().setWriteBufferWaterMark(Http2Windows.STREAM_WRITES);
            Http2Windows.installOnce(client.parent());
        }
        return added;
    }

    /** Whether the request ended with its head, as HTTP/2's END_STREAM says; null if the tap came too late to see it. */
    @Nullable
    Boolean whole() {
        return whole;
    }

    /** The trailers of the request that was read last; null before its end, or where it had none. */
    public @Nullable HttpHeaders trailers() {
        return trailers;
    }

    /** Calls {@code action} whenever the client takes bytes again; null ends that. */
    void onWritable(@Nullable Runnable action) {
        onWritable = action;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest) {
            trailers = null;
            whole = message instanceof FullHttpRequest full && !full.content().isReadable();
        }
        if (message instanceof LastHttpContent last && !last.trailingHeaders().isEmpty()) {
            trailers = last.trailingHeaders();
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (onWritable != null && ctx.channel().isWritable()) {
            onWritable.run();
        }
        ctx.fireChannelWritabilityChanged();
    }
}
