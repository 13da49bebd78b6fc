package dev.offshoot.gateway.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An upstream HTTP/2 connection; the last handler of its pipeline. Ready once the peer's SETTINGS have arrived, which also
 * shows that it speaks HTTP/2 at all (RFC 9113, 3.4); after a GOAWAY it takes no new streams and closes with the last one.
 */
final class Http2Connection extends ChannelInboundHandlerAdapter {
    /** Stream ids are 31 bits and are never used twice (RFC 9113, 5.1.1); this leaves room for those under way. */
    private static final int LAST_STREAM_ID = Integer.MAX_VALUE - 100_000;

    private static final AttributeKey<Http2Connection> KEY = AttributeKey.valueOf(Http2Connection.class, "connection");

    private final Channel channel;
    private final Http2FrameCodec codec;
    private final Promise<Channel> ready;
    private int streams;
    private boolean used;
    private boolean draining;
    private @Nullable Throwable failure;
    private long idleSince = System.nanoTime();

    Http2Connection(Channel channel, Http2FrameCodec codec) {
        this.channel = channel;
        this.codec = codec;
        ready = channel.eventLoop().newPromise();
        channel.attr(KEY).set(this);
    }

    static Http2Connection of(Channel channel) {
        return channel.attr(KEY).get();
    }

    /** Completes with the peer's SETTINGS; fails if the connection ends before. */
    Future<Channel> ready() {
        return ready;
    }

    boolean takesStreams() {
        return !draining
                && channel.isActive()
                && streams < codec.connection().local().maxActiveStreams()
                && codec.connection().local().lastStreamCreated() < LAST_STREAM_ID;
    }

    void openStream(UpstreamPool pool, UpstreamListener listener) {
        boolean reused = used;
        used = true;
        streams++;
        UpstreamHandler upstream = new UpstreamHandler(pool);
        new Http2StreamChannelBootstrap(channel)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel stream) {
                        stream.config().setWriteBufferWaterMark(Http2Windows.STREAM_WRITES);
                        stream.pipeline().addLast(new Http2StreamFrameToHttpObjectCodec(false, false), upstream);
                    }
                })
                .open()
                .addListener((Future<Http2StreamChannel> opened) -> {
                    if (!opened.isSuccess()) {
                        streamClosed();
                        listener.onUnreachable("no HTTP/2 stream could be opened: " + opened.cause());
                        return;
                    }
                    if (listener.isOver()) {
                        upstream.abort();
                    } else {
                        upstream.assign(listener, reused);
                    }
                });
    }

    void streamClosed() {
        streams--;
        if (streams == 0) {
            idleSince = System.nanoTime();
            if (draining) {
                channel.close();
            }
        }
    }

    /** Why it ended, where that was on this side, as for want of memory. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    boolean isIdleFor(long nanos, long now) {
        return streams == 0 && now - idleSince >= nanos;
    }

    /** It takes no new streams, and closes with the last one. */
    void drain() {
        draining = true;
        if (streams == 0) {
            channel.close();
        }
    }

    void close() {
        draining = true;
        channel.close();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        Http2Windows.installOnce(channel);
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
        if (frame instanceof Http2SettingsFrame) {
            ready.trySuccess(channel);
        } else if (frame instanceof Http2GoAwayFrame) {
            drain();
        }
        ReferenceCountUtil.release(frame);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ready.tryFailure(new IOException("the connection ended before the endpoint's HTTP/2 SETTINGS"));
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failure = cause;
        ready.tryFailure(cause);
        ctx.close();
    }
}
