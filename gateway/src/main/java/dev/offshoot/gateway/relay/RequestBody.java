package dev.offshoot.gateway.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/**
 * A request's body on its way upstream. The client's own body is taken without bound and held back by not reading from the
 * client; one that filters made is asked for a few buffers at a time.
 *
 * <p>Of a body toward HTTP/2, the beginning is kept until an answer comes, since an endpoint may say that it did nothing with a
 * stream (RFC 9113, 8.7), as every gRPC server does that restarts.
 */
final class RequestBody implements CoreSubscriber<ByteBuf> {
    private static final int CHANGED_WINDOW = 16;
    private static final int KEPT_BYTES = 1 << 16;

    private final Client client;
    private final boolean changed;
    private final Runnable onFailure;
    private final Deque<ByteBuf> kept = new ArrayDeque<>(2);
    private int keptBytes;
    private long taken;
    private boolean replayable;
    private @Nullable UpstreamHandler upstream;
    private @Nullable Subscription subscription;
    private int requested;
    private boolean hopped;
    private boolean flushed;
    private boolean paused;
    private boolean complete;
    private boolean over;

    /** @param onFailure called when the body can't be completed, as when the client is gone */
    RequestBody(Client client, UpstreamHandler upstream, boolean changed, Runnable onFailure) {
        this.client = client;
        this.upstream = upstream;
        this.changed = changed;
        this.onFailure = onFailure;
        replayable = upstream.isHttp2();
    }

    /** Bytes that came from the client, or from the filter that made the body. */
    long taken() {
        return taken;
    }

    boolean isComplete() {
        return complete;
    }

    /** Whether anything was flushed since the head was written. */
    boolean hasFlushed() {
        return flushed;
    }

    /** Whether it can begin again at another upstream. */
    boolean isReplayable() {
        return replayable;
    }

    /** The upstream is gone; waits for {@link #moveTo}. */
    void detach() {
        upstream = null;
        pause();
    }

    /** Begins again at another upstream, whose head was just written. */
    void moveTo(UpstreamHandler next) {
        upstream = next;
        for (ByteBuf bytes : kept) {
            next.write(new DefaultHttpContent(bytes.retainedDuplicate()));
        }
        next.flush();
        if (complete) {
            sendEnd(next);
        } else {
            resume();
        }
    }

    /** An answer has come: it won't begin again. */
    void forgetBeginning() {
        replayable = false;
        releaseKept();
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        if (over) {
            given.cancel();
        } else if (changed) {
            requestMore();
        } else {
            given.request(Long.MAX_VALUE);
        }
    }

    /** Buffers of the client's own body are released by their publisher; those of a changed one are ours. */
    @Override
    public void onNext(ByteBuf bytes) {
        ByteBuf ours = changed ? bytes : bytes.retain();
        onLoop(() -> send(ours));
    }

    private void send(ByteBuf bytes) {
        requested--;
        if (over || !bytes.isReadable()) {
            bytes.release();
            return;
        }
        taken += bytes.readableBytes();
        UpstreamHandler to = upstream;
        if (to == null) {
            kept.add(bytes);
            keptBytes += bytes.readableBytes();
            return;
        }
        keep(bytes);
        to.writeAndFlush(new DefaultHttpContent(bytes));
        flushed = true;
        if (over || upstream != to) {
            return; // the write failed, and whoever heard of it has done what is to be done
        }
        if (to.channel().isWritable()) {
            requestMore();
        } else {
            pause();
        }
    }

    private void keep(ByteBuf bytes) {
        if (!replayable) {
            return;
        }
        if (keptBytes + bytes.readableBytes() > KEPT_BYTES) {
            forgetBeginning();
            return;
        }
        kept.add(bytes.retainedDuplicate());
        keptBytes += bytes.readableBytes();
    }

    private void releaseKept() {
        while (!kept.isEmpty()) {
            kept.removeFirst().release();
        }
    }

    private void pause() {
        paused = true;
        if (!changed && !complete) {
            client.autoRead(false);
        }
    }

    /** The upstream takes bytes again. */
    void resume() {
        if (!paused || over || upstream == null) {
            return;
        }
        paused = false;
        if (changed) {
            requestMore();
        } else {
            client.autoRead(true);
        }
    }

    private void requestMore() {
        if (changed && requested <= CHANGED_WINDOW / 2 && subscription != null) {
            int more = CHANGED_WINDOW - requested;
            requested += more;
            subscription.request(more);
        }
    }

    @Override
    public void onComplete() {
        onLoop(() -> {
            if (over) {
                return;
            }
            over = true;
            complete = true;
            if (upstream != null) {
                sendEnd(upstream);
            }
        });
    }

    private void sendEnd(UpstreamHandler to) {
        flushed = true;
        HttpHeaders trailers = client.tap().trailers();
        if (trailers != null) {
            HopByHop.removeFromTrailers(trailers);
        }
        to.writeAndFlush(
                trailers == null
                        ? LastHttpContent.EMPTY_LAST_CONTENT
                        : new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER, trailers));
    }

    @Override
    public void onError(Throwable cause) {
        onLoop(() -> {
            if (!over) {
                over = true;
                onFailure.run();
            }
        });
    }

    /** Sends no more. */
    void stop() {
        releaseKept();
        if (over) {
            return;
        }
        over = true;
        if (paused && !changed) {
            client.autoRead(true);
        }
        if (subscription != null) {
            subscription.cancel();
        }
    }

    /** A filter may publish from any thread; once it did, everything queues behind, so that the order is kept. */
    private void onLoop(Runnable action) {
        if (!hopped && client.channel().eventLoop().inEventLoop()) {
            action.run();
            return;
        }
        hopped = true;
        client.channel().eventLoop().execute(action);
    }
}
