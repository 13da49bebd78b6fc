package dev.offshoot.tunnel;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the other side has gone without a word, as by sleep, a change of network, or a NAT that forgot: each side says PING
 * (RFC 9113 §6.7) now and then, which the other's codec answers, and from which nothing comes for long enough is dead. Stands before
 * {@link FrameBytes}.
 */
public final class Liveness extends ChannelInboundHandlerAdapter {
    private final long ping;
    private final long silence;
    private final Runnable dead;
    private long heard;
    private long pings;
    private @Nullable Future<?> pinging;
    private @Nullable Future<?> looking;

    /**
     * @param ping how often PING is said
     * @param silence how long nothing may come
     * @param dead called once, on the event loop
     */
    public Liveness(Duration ping, Duration silence, Runnable dead) {
        this.ping = ping.toNanos();
        this.silence = silence.toNanos();
        this.dead = dead;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        heard = System.nanoTime();
        pinging = context.executor().scheduleAtFixedRate(() -> ping(context), ping, ping, TimeUnit.NANOSECONDS);
        look(context);
    }

    private void ping(ChannelHandlerContext context) {
        context.channel().writeAndFlush(new DefaultHttp2PingFrame(pings++));
    }

    private void look(ChannelHandlerContext context) {
        long left = heard + silence - System.nanoTime();
        if (left <= 0) {
            stop();
            dead.run();
        } else {
            looking = context.executor().schedule(() -> look(context), left, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        heard = System.nanoTime();
        context.fireChannelRead(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stop();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        stop();
    }

    private void stop() {
        if (pinging != null && looking != null) {
            pinging.cancel(false);
            looking.cancel(false);
        }
    }
}
