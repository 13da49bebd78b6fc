package dev.offshoot.gateway.listen;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/**
 * Stands before reactor-netty's handler of ALPN until the handshake is over: once that one has put the codec there which was
 * negotiated, it completes the pipeline. A handshake that fails, or doesn't come, is counted and ends the connection without a word in the log, since
 * anybody may cause it.
 */
final class Negotiated extends ChannelInboundHandlerAdapter {
    private final MeterRegistry meters;
    private final Runnable complete;

    Negotiated(MeterRegistry meters, Runnable complete) {
        this.meters = meters;
        this.complete = complete;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        context.fireUserEventTriggered(event);
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            count("ok");
            complete.run();
            context.pipeline().remove(this);
        }
    }

    /** May come more than once. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        count("failed");
        context.fireChannelInactive();
    }

    private void count(String outcome) {
        meters.counter("offshoot.tls.handshakes", "outcome", outcome).increment();
    }
}
