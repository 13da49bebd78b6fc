package dev.offshoot.gateway.listen;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AttributeKey;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the HTTP/2 codec of one connection. Ends it when the client doesn't complete what it began, and, after a GOAWAY, when
 * it has had no stream for too long. A client that opens a stream before it knows of the GOAWAY is served; the connection then ends
 * with its last stream. PINGs don't keep it. In plain text it sees the first bytes before it is known what they are, and is taken away
 * if they are HTTP/1.
 */
final class Http2Clock extends ChannelInboundHandlerAdapter {
    private static final AttributeKey<Http2Clock> KEY = AttributeKey.valueOf(Http2Clock.class, "clock");
    private static final long KNOWS_OF_GOAWAY_MILLIS = 1000;

    private final ClientTimeouts timeouts;
    private final Http2Boundaries boundaries = new Http2Boundaries();
    private @Nullable ChannelHandlerContext context;
    private @Nullable LazyTimer head;
    private @Nullable LazyTimer idle;
    private boolean begun;
    private long headAmidst = -1;
    private long lastRead = System.nanoTime();

    Http2Clock(ClientTimeouts timeouts) {
        this.timeouts = timeouts;
    }

    /** The clock of a stream's connection. */
    static @Nullable Http2Clock of(Channel connection) {
        return connection.attr(KEY).get();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        head = new LazyTimer(
                added.executor(), timeouts.header(), () -> added.channel().close());
        idle = new LazyTimer(added.executor(), timeouts.idle(), this::end);
    }

    /** To be called once the connection is known to speak HTTP/2, and its codec stands; bytes may have been seen before. */
    void begin() {
        begun = true;
        context().channel().attr(KEY).set(this);
        connection().addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamActive(Http2Stream stream) {
                timer(idle).stop();
            }

            @Override
            public void onStreamClosed(Http2Stream stream) {
                if (connection().numActiveStreams() == 0) {
                    timer(idle).restart();
                }
            }
        });
        timer(idle).restart();
        lookAtHead();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        timer(head).cancel();
        timer(idle).cancel();
    }

    @Override
    public void channelInactive(ChannelHandlerContext inactive) {
        handlerRemoved(inactive);
        inactive.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext reading, Object message) {
        if (message instanceof ByteBuf bytes) {
            boundaries.take(bytes);
        }
        reading.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext reading) {
        lastRead = System.nanoTime();
        lookAtHead();
        reading.fireChannelReadComplete();
    }

    private void lookAtHead() {
        if (!begun) {
            return;
        }
        if (!boundaries.isAmidst()) {
            timer(head).stop();
            headAmidst = -1;
        } else if (headAmidst != boundaries.ends()) {
            headAmidst = boundaries.ends();
            timer(head).restart();
        }
    }

    /** Whether bytes of a frame of DATA of that stream, which isn't whole yet, came within the last {@code nanos}. */
    boolean isReceivingDataOf(int stream, long nanos) {
        return boundaries.isInDataOf(stream) && System.nanoTime() - lastRead < nanos;
    }

    private void end() {
        Channel channel = context().channel();
        ClientConnections.sayGoAway(channel);
        context()
                .executor()
                .schedule(() -> closeWithLastStream(channel), KNOWS_OF_GOAWAY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void closeWithLastStream(Channel channel) {
        if (connection().numActiveStreams() == 0) {
            channel.close();
            return;
        }
        connection().addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamRemoved(Http2Stream stream) {
                if (connection().numActiveStreams() == 0) {
                    channel.close();
                }
            }
        });
    }

    private Http2Connection connection() {
        return context().pipeline().get(Http2FrameCodec.class).connection();
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context, "context: none (expected: in a pipeline)");
    }

    private static LazyTimer timer(@Nullable LazyTimer timer) {
        return Objects.requireNonNull(timer, "timer: none (expected: in a pipeline)");
    }
}
