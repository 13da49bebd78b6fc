package dev.offshoot.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CoalescingBufferQueue;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** Bytes in DATA frames of one stream: before it stands the stream's channel, behind it another codec. Its end closes the channel. */
final class DataBytes extends ChannelDuplexHandler {
    private @Nullable CoalescingBufferQueue unsent;

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        unsent = new CoalescingBufferQueue(context.channel(), 16, true);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof Http2DataFrame data) {
            boolean last = data.isEndStream();
            context.fireChannelRead(data.content());
            if (last) {
                context.close();
            }
        } else {
            ReferenceCountUtil.release(message); // the head of the answer
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof Http2ResetFrame) {
            context.close();
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes && unsent != null) {
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
            int most = Math.min(Http2CodecUtil.DEFAULT_MAX_FRAME_SIZE, queue.readableBytes());
            context.write(new DefaultHttp2DataFrame(queue.remove(most, sent)), sent);
        }
        context.flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (unsent != null) {
            unsent.releaseAndFailAll(new IllegalStateException("the tunnel's connection has ended"));
        }
        context.fireChannelInactive();
    }
}
