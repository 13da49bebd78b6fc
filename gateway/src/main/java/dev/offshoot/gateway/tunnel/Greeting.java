package dev.offshoot.gateway.tunnel;

import dev.offshoot.tunnel.Claim;
import dev.offshoot.tunnel.FrameBytes;
import dev.offshoot.tunnel.Handshake;
import dev.offshoot.tunnel.Parting;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Says the nonce on a new connection, and hands the claim that comes to the admission. Until that has decided, nothing else may come. */
final class Greeting extends ChannelInboundHandlerAdapter {
    private static final int CLAIM_SECONDS = 10;

    private final Admission admission;
    private final TunnelMeters meters;
    private final String nonce = Handshake.nonce();
    private @Nullable ChannelHandlerContext here;
    private @Nullable Future<?> patience;
    private boolean claimed;

    Greeting(Admission admission, TunnelMeters meters) {
        this.admission = admission;
        this.meters = meters;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        here = context;
    }

    void begin() {
        ChannelHandlerContext context = Objects.requireNonNull(here, "context: none (expected: in a pipeline)");
        context.writeAndFlush(new TextWebSocketFrame(nonce));
        patience = context.executor()
                .schedule(
                        () -> end(context, Parting.SILENT, "No claim came within " + CLAIM_SECONDS + " s."),
                        CLAIM_SECONDS,
                        TimeUnit.SECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof CloseWebSocketFrame) {
            context.fireChannelRead(message);
            return;
        }
        try {
            if (claimed
                    || !(message instanceof TextWebSocketFrame text)
                    || text.content().readableBytes() > Handshake.MAX_TEXT) {
                end(context, Parting.MALFORMED, "One text frame is expected, with the claim.");
                return;
            }
            claimed = true;
            stopWaiting();
            admission.admit(Claim.read(text.text()), nonce, context.channel());
        } catch (IllegalArgumentException malformed) {
            end(context, Parting.MALFORMED, String.valueOf(malformed.getMessage()));
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void end(ChannelHandlerContext context, Parting why, String reason) {
        meters.ended(why);
        context.pipeline().get(FrameBytes.class).part(why, reason);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        stopWaiting();
    }

    private void stopWaiting() {
        if (patience != null) {
            patience.cancel(false);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stopWaiting();
        context.fireChannelInactive();
    }
}
