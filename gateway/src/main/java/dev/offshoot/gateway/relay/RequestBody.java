package dev.offshoot.gateway.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/**
 * A request's body on its way upstream. The client's own body is taken without bound and held back by not reading from the
 * client; one that filters made is asked for a few buffers at a time.
 */
final class RequestBody implements CoreSubscriber<ByteBuf> {
    private static final int CHANGED_WINDOW = 16;

    private final Client client;
    private final UpstreamHandler upstream;
    private final boolean changed;
    private final Runnable onFailure;
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
    }

    boolean isComplete() {
        return complete;
    }

    /** Whether anything was flushed since the head was written. */
    boolean hasFlushed() {
        return flushed;
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
        } else {
            upstream.writeAndFlush(new DefaultHttpContent(bytes));
            flushed = true;
        }
        if (over) {
            return;
        }
        if (upstream.channel().isWritable()) {
            requestMore();
        } else {
            paused = true;
            if (!changed) {
                client.autoRead(false);
            }
        }
    }

    /** The upstream takes bytes again. */
    void resume() {
        if (!paused || over) {
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
            flushed = true;
            HttpHeaders trailers = client.tap().trailers();
            upstream.writeAndFlush(
                    trailers == null
                            ? LastHttpContent.EMPTY_LAST_CONTENT
                            : new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER, trailers));
        });
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
