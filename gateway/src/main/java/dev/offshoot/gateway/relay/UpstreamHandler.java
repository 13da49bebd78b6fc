package dev.offshoot.gateway.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The last handler of an upstream HTTP/1.1 connection, or of one stream of an HTTP/2 connection: tells its listener what
 * arrives, and takes what is to be sent. Carries one exchange at a time.
 */
final class UpstreamHandler extends ChannelInboundHandlerAdapter {
    private final UpstreamPool pool;
    private @Nullable Channel channel;
    private @Nullable ResponseDecoder decoder;
    private @Nullable UpstreamListener listener;
    private Ending ending = Ending.CLOSED;
    private boolean forgotten;
    private long idleSince;

    UpstreamHandler(UpstreamPool pool) {
        this.pool = pool;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        decoder = ctx.pipeline().get(ResponseDecoder.class);
    }

    void assign(UpstreamListener next, boolean reused) {
        listener = next;
        next.onUpstream(this, reused);
    }

    Channel channel() {
        return Objects.requireNonNull(channel);
    }

    boolean isHttp2() {
        return pool.isHttp2();
    }

    /** A failed write shows as a closed connection. */
    void write(Object message) {
        awaitAnswer(message);
        channel().write(message, channel().voidPromise());
    }

    void writeAndFlush(Object message) {
        awaitAnswer(message);
        channel().writeAndFlush(message, channel().voidPromise());
    }

    private void awaitAnswer(Object message) {
        if (decoder != null && message instanceof HttpRequest request) {
            decoder.await(request.method());
        }
    }

    void flush() {
        channel().flush();
    }

    void autoRead(boolean on) {
        if (channel().config().isAutoRead() != on) {
            channel().config().setAutoRead(on);
        }
    }

    /** Gives it back to its pool. */
    void release(boolean reusable) {
        listener = null;
        boolean clean = decoder == null || decoder.endsCleanly();
        pool.release(this, reusable && clean);
    }

    /** Ends it at once; an HTTP/2 stream is cancelled. */
    void abort() {
        listener = null;
        channel().close();
    }

    /** A request on it had no answer in time, as where nobody is at its other end any more: no other one comes to it. */
    void distrust() {
        if (isHttp2()) {
            Http2Connection.of(channel().parent()).drain();
        }
    }

    /** Leaves the channel to someone else: the pool forgets it. */
    void detach() {
        listener = null;
        channel().pipeline().remove(this);
        pool.closed(this);
    }

    /** Whether the pool counted it until now. */
    boolean forget() {
        boolean first = !forgotten;
        forgotten = true;
        return first;
    }

    void idleSince(long nanos) {
        idleSince = nanos;
    }

    long idleSince() {
        return idleSince;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (listener != null && message instanceof HttpObject http) {
            listener.onMessage(http);
            return;
        }
        ReferenceCountUtil.release(message);
        if (listener == null) {
            ctx.close();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (listener != null) {
            listener.onReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (listener != null && ctx.channel().isWritable()) {
            listener.onWritable();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Http2GoAwayFrame) {
            ending = Ending.UNPROCESSED;
        } else if (event instanceof Http2ResetFrame reset) {
            ending = reset.errorCode() == Http2Error.REFUSED_STREAM.code() ? Ending.UNPROCESSED : Ending.RESET;
        }
        ReferenceCountUtil.release(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        pool.closed(this);
        tellClosed(isHttp2() ? Http2Connection.of(channel().parent()).failure() : null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        tellClosed(cause);
        ctx.close();
    }

    private void tellClosed(@Nullable Throwable cause) {
        UpstreamListener hearer = listener;
        if (hearer != null) {
            listener = null;
            hearer.onClosed(ending, cause);
        }
    }
}
