package dev.offshoot.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CoalescingBufferQueue;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in binary frames of a WebSocket: behind it stands the HTTP/2 codec, before it the WebSocket's. Where a frame begins or ends means
 * nothing, as a proxy may cut them anew. A Close frame of the other side becomes the event {@link Parted}.
 */
public final class FrameBytes extends ChannelDuplexHandler {
    private static final int MOST_BYTES = 64 << 10;
    private static final int PARTING_MILLIS = 1000;
    private static final int MOST_REASON = 123;

    private @Nullable CoalescingBufferQueue unsent;
    private @Nullable ChannelHandlerContext here;
    private boolean parting;

    /** The other side's last word. */
    public record Parted(int status, String reason) {}

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        here = context;
        unsent = new CoalescingBufferQueue(context.channel(), 16, true);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (parting && !(message instanceof CloseWebSocketFrame)) {
            ReferenceCountUtil.release(message);
            return;
        }
        switch (message) {
            case BinaryWebSocketFrame bytes -> context.fireChannelRead(bytes.content());
            case ContinuationWebSocketFrame bytes -> context.fireChannelRead(bytes.content());
            case PingWebSocketFrame ping -> context.writeAndFlush(new PongWebSocketFrame(ping.content()));
            case CloseWebSocketFrame close -> {
                Parted parted = new Parted(close.statusCode(), close.reasonText());
                close.release();
                if (parting) {
                    context.close();
                } else {
                    context.fireUserEventTriggered(parted);
                    part(Parting.DONE, "");
                }
            }
            default -> {
                ReferenceCountUtil.release(message);
                if (!(message instanceof PongWebSocketFrame)) {
                    part(Parting.MALFORMED, "Only binary frames are expected after the handshake.");
                }
            }
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (parting) {
            ReferenceCountUtil.release(message);
            promise.trySuccess();
        } else if (message instanceof ByteBuf bytes && unsent != null) {
            unsent.add(bytes, promise);
        } else {
            context.write(message, promise);
        }
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        CoalescingBufferQueue queue = unsent;
        while (queue != null && !queue.isEmpty()) {
            ChannelPromise sent = context.newPromise();
            ByteBuf bytes = queue.remove(Math.min(MOST_BYTES, queue.readableBytes()), sent);
            context.write(new BinaryWebSocketFrame(bytes), sent);
        }
        context.flush();
    }

    /** Ends the connection with a Close frame, whatever streams are open; nothing else is sent or heard any more. On the event loop. */
    public void part(Parting why, String reason) {
        ChannelHandlerContext context = here;
        if (context == null || parting) {
            return;
        }
        flush(context);
        parting = true;
        context.writeAndFlush(new CloseWebSocketFrame(why.status(), shortened(reason)))
                .addListener((ChannelFutureListener) said -> {
                    if (!said.isSuccess()) {
                        context.close();
                    }
                });
        context.executor().schedule(() -> context.close(), PARTING_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** RFC 6455 §5.5: a control frame has at most 125 bytes. */
    private static String shortened(String reason) {
        String text = reason;
        while (text.getBytes(StandardCharsets.UTF_8).length > MOST_REASON) {
            text = text.substring(0, text.length() - 1);
        }
        return text;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (unsent != null) {
            unsent.releaseAndFailAll(new IllegalStateException("the tunnel's connection has ended"));
        }
        context.fireChannelInactive();
    }
}
