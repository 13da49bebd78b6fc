package dev.offshoot.gateway.listen;

import dev.offshoot.routing.decision.Decision.Refuse;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the HTTP/1 codec of one connection and sees when bytes come; {@link FrontHandler} tells it what they were. Ends a
 * connection that is too slow with a request's head or body, or idle for too long. While an answer is under way nothing is timed.
 */
final class Http1Clock extends ChannelInboundHandlerAdapter {
    /** What a client's slowness leads to. */
    interface Owner {
        /** @param atHead whether the request hasn't been handed on yet */
        void tooSlow(Refuse refuse, boolean atHead);
    }

    private enum State {
        HEAD,
        BODY,
        ANSWER,
        IDLE
    }

    private final ClientTimeouts timeouts;
    private State state = State.HEAD;
    private boolean received;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Owner owner;
    private @Nullable LazyTimer head;
    private @Nullable LazyTimer body;
    private @Nullable LazyTimer idle;

    Http1Clock(ClientTimeouts timeouts) {
        this.timeouts = timeouts;
    }

    void belongTo(Owner given) {
        owner = given;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        head = new LazyTimer(added.executor(), timeouts.header(), this::headTooSlow);
        body = new LazyTimer(added.executor(), timeouts.body(), this::bodyTooSlow);
        idle = new LazyTimer(
                added.executor(), timeouts.idle(), () -> added.channel().close());
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        begin();
        active.fireChannelActive();
    }

    /**
     * To be called where the connection was active before. Where it isn't known that the client speaks HTTP, it may say nothing for
     * as long as it likes.
     */
    void begin() {
        CurrentListener listener = context().channel().attr(CurrentListener.KEY).get();
        if (listener == null || listener.isDeclaredHttp()) {
            timer(head).restart();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        timer(head).cancel();
        timer(body).cancel();
        timer(idle).cancel();
    }

    @Override
    public void channelInactive(ChannelHandlerContext inactive) {
        handlerRemoved(inactive);
        inactive.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext reading, Object message) {
        received = true;
        reading.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext reading) {
        reading.fireChannelReadComplete();
        if (state == State.BODY) {
            timer(body).restart();
        } else if (received
                && (state == State.IDLE || state == State.HEAD && !timer(head).isOn())) {
            beginHead();
        }
    }

    private void beginHead() {
        state = State.HEAD;
        timer(idle).stop();
        timer(head).restart();
    }

    /** A request's head is complete. */
    void requestBegan() {
        timer(head).stop();
        timer(idle).stop();
        state = State.BODY;
    }

    /** A request is complete. */
    void requestEnded() {
        timer(body).stop();
        state = State.ANSWER;
        received = false;
    }

    /** A request's answer has begun: the rest of the body may take its time. */
    void answerBegan() {
        if (state == State.BODY) {
            timer(body).stop();
            state = State.ANSWER;
        }
    }

    /** All requests have been answered. */
    void answered() {
        if (received) {
            beginHead();
        } else {
            state = State.IDLE;
            timer(idle).restart();
        }
    }

    private void headTooSlow() {
        if (received) {
            tell(timeouts.headTooSlow(), true);
        } else {
            context().channel().close(); // it may have been opened for later: nothing was asked
        }
    }

    /** A client that isn't read from isn't waited for. */
    private void bodyTooSlow() {
        if (context().channel().config().isAutoRead()) {
            tell(timeouts.bodyTooSlow(), false);
        } else {
            timer(body).restart();
        }
    }

    private void tell(Refuse refuse, boolean atHead) {
        Objects.requireNonNull(owner, "owner: none (expected: the connection's FrontHandler)")
                .tooSlow(refuse, atHead);
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context, "context: none (expected: in a pipeline)");
    }

    private static LazyTimer timer(@Nullable LazyTimer timer) {
        return Objects.requireNonNull(timer, "timer: none (expected: in a pipeline)");
    }
}
