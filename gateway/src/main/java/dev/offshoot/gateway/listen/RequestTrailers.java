package dev.offshoot.gateway.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/** Keeps the trailers of a request, for which reactor-netty has no API, on the channel where its body ended. */
public final class RequestTrailers {
    private static final AttributeKey<HttpHeaders> KEY = AttributeKey.valueOf(RequestTrailers.class, "trailers");
    private static final String NAME = "requestTrailers";
    private static final Tap TAP = new Tap();

    private RequestTrailers() {}

    /** The trailers of the request whose body has just ended, once; null if it had none. On the channel's event loop. */
    public static @Nullable HttpHeaders take(Channel channel) {
        return channel.hasAttr(KEY) ? channel.attr(KEY).getAndSet(null) : null;
    }

    /** Last before reactor-netty's bridge: only what it lets through belongs to the request in hand. */
    static void tap(Channel channel) {
        if (channel.pipeline().get(NAME) == null) {
            channel.pipeline().addBefore(NettyPipeline.ReactiveBridge, NAME, TAP);
        }
    }

    static void untap(Channel channel) {
        if (channel.pipeline().get(NAME) != null) {
            channel.pipeline().remove(NAME);
        }
    }

    @ChannelHandler.Sharable
    private static final class Tap extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof LastHttpContent last
                    && !last.trailingHeaders().isEmpty()) {
                context.channel().attr(KEY).set(last.trailingHeaders());
            }
            context.fireChannelRead(message);
        }
    }
}
