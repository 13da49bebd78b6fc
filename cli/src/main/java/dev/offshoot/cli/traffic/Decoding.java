package dev.offshoot.cli.traffic;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Consumer;

/**
 * One direction of a connection under a decoder of Netty's, which is given copies: what it keeps of them until a head or frame is whole
 * is bounded by its own limits, and the bytes themselves have long gone on. On the event loop.
 */
final class Decoding {
    private final EmbeddedChannel channel;

    /** @param decoded takes each message, which is released afterwards */
    Decoding(ChannelHandler decoder, Consumer<Object> decoded) {
        channel = new EmbeddedChannel(decoder, new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                try {
                    decoded.accept(message);
                } finally {
                    ReferenceCountUtil.release(message);
                }
            }
        });
    }

    /** @throws DecoderException where they aren't what was expected */
    void read(ByteBuf bytes) {
        channel.writeInbound(copy(bytes));
    }

    private ByteBuf copy(ByteBuf bytes) {
        int length = bytes.readableBytes();
        return channel.alloc().buffer(length).writeBytes(bytes, bytes.readerIndex(), length);
    }

    /** Releases what is kept; an answer that lasts until its connection ends is complete now. */
    void end() {
        try {
            channel.finishAndReleaseAll();
        } catch (DecoderException unfinished) {
            return; // it ended within a head, which says nothing yet
        }
    }
}
