package dev.offshoot.gateway.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One half of two TCP connections that were joined into one: what its channel receives is written to the other half's channel,
 * from the other half's place in the pipeline toward the network, so that handlers behind the halves see no bytes.
 *
 * <p>A FIN is passed on as a FIN and leaves the other direction open (RFC 9293 §3.6); a reset, as a reset. A side that doesn't
 * read stops the other from being read. Nothing is timed. Both channels must be on one event loop, on which all methods are called.
 *
 * <p>To join two channels: {@link #pair()}, add the halves to the pipelines, take away the handlers between them and the network
 * that would touch bytes, and {@link #start()} either half.
 */
public final class BytePipe extends ChannelInboundHandlerAdapter {
    private static final long PARTING_MILLIS = 1000;

    private @Nullable BytePipe peer;
    private @Nullable ChannelHandlerContext here;
    private long passed;
    private boolean received;
    private boolean finWritten;
    private @Nullable WebSocketFrames frames;
    private boolean leaving;
    private boolean saidGoodbye;

    private BytePipe() {}

    /** Two halves, each the other's peer. */
    public record Pair(BytePipe near, BytePipe far) {}

    public static Pair pair() {
        BytePipe near = new BytePipe();
        BytePipe far = new BytePipe();
        near.peer = far;
        far.peer = near;
        return new Pair(near, far);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        here = context;
    }

    /** Bytes that this half's channel received and passed on. */
    long passed() {
        return passed;
    }

    /** Begins to read on both sides; both halves must stand in their pipelines. */
    public void start() {
        prepare();
        peer().prepare();
        passOnEarlyFin();
        peer().passOnEarlyFin();
        if (!here().channel().isActive()) {
            peer().closeAfterWrites();
        } else if (!peer().here().channel().isActive()) {
            closeAfterWrites();
        }
    }

    /** One that came before the two were joined. */
    private void passOnEarlyFin() {
        if (here().channel() instanceof DuplexChannel duplex && duplex.isInputShutdown() && duplex.isActive()) {
            peer().sendFin();
        }
    }

    private void prepare() {
        here().channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        read(true);
    }

    /** Epoll fails, and with it the channel, if asked to read what has ended. */
    private void read(boolean on) {
        Channel channel = here().channel();
        if (!(channel instanceof DuplexChannel duplex && duplex.isInputShutdown())) {
            channel.config().setAutoRead(on);
        }
    }

    /** Writes bytes out of this half's channel; takes over the buffer. */
    public void send(ByteBuf bytes) {
        here().writeAndFlush(bytes, here().voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) {
            received = true;
            passed += bytes.readableBytes();
            if (frames == null) {
                peer().here().write(bytes, peer().here().voidPromise());
            } else {
                passFrames(frames, bytes);
            }
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void passFrames(WebSocketFrames between, ByteBuf bytes) {
        if (saidGoodbye) {
            bytes.release();
        } else if (!leaving) {
            between.take(bytes);
            peer().here().write(bytes, peer().here().voidPromise());
        } else {
            int end = between.takeToEnd(bytes);
            peer().here()
                    .write(
                            bytes.readRetainedSlice(end - bytes.readerIndex()),
                            peer().here().voidPromise());
            bytes.release();
            sayGoodbyeBetweenFrames(between);
        }
    }

    /** What passes from now on is a WebSocket's; {@code near} is the client's half. */
    static void followWebSocket(Pair pair) {
        pair.near().frames = new WebSocketFrames(true);
        pair.far().frames = new WebSocketFrames(false);
    }

    /**
     * Ends a WebSocket: each side gets a Close frame that says 1001 in place of what the other would have sent, and may end the
     * connection itself; after a second the gateway does. Nothing where it is no WebSocket, or is ending already. On the event loop.
     */
    public void goAway() {
        if (frames == null || leaving) {
            return;
        }
        leave();
        peer().leave();
        here().executor().schedule(this::endBoth, PARTING_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void leave() {
        leaving = true;
        if (frames != null) {
            sayGoodbyeBetweenFrames(frames);
        }
    }

    private void sayGoodbyeBetweenFrames(WebSocketFrames between) {
        if (between.isBetween()) {
            saidGoodbye = true;
            peer().send(between.goingAway());
        }
    }

    private void endBoth() {
        sendFin();
        peer().sendFin();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!received) {
            return;
        }
        received = false;
        Channel other = peer().here().channel();
        peer().here().flush();
        if (!other.isWritable()) {
            read(false);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        peer().read(context.channel().isWritable());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE || event == SslCloseCompletionEvent.SUCCESS) {
            peer().sendFin();
        } else if (event != ChannelInputShutdownReadComplete.INSTANCE) {
            context.fireUserEventTriggered(event);
        }
    }

    /** Ends what is written out of this half's channel, once all before it is out: {@code shutdownOutput} drops what is still queued. */
    public void sendFin() {
        here().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((ChannelFutureListener) written -> {
            finWritten = true;
            if (peer().finWritten) {
                written.channel().close();
                peer().here().channel().close();
            } else if (written.isSuccess()) {
                Fin.send(written.channel());
            }
        });
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        peer().closeAfterWrites();
        context.fireChannelInactive();
    }

    private void closeAfterWrites() {
        if (here().channel().isActive()) {
            here().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        reset(peer().here().channel());
        context.close();
    }

    /** Closes a channel with RST instead of FIN, and without TLS' word that nothing is missing. */
    public static void reset(Channel channel) {
        if (channel.isActive()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        ChannelHandlerContext tls = channel.pipeline().context(SslHandler.class);
        if (tls == null) {
            channel.close();
        } else {
            tls.close(); // by those before it alone
        }
    }

    private BytePipe peer() {
        return Objects.requireNonNull(peer);
    }

    private ChannelHandlerContext here() {
        return Objects.requireNonNull(
                here, "peer: null context (expected: both halves in their pipelines before start)");
    }
}
