package dev.offshoot.gateway.relay;

import io.netty.handler.codec.http.HttpObject;
import org.jspecify.annotations.Nullable;

/** What waits for an upstream connection and then hears all of it. Called on the event loop that both share. */
interface UpstreamListener {
    /**
     * The connection or stream is the listener's until it is released or closed.
     *
     * @param reused whether it carried a request before, so that the endpoint may just be closing it
     */
    void onUpstream(UpstreamHandler upstream, boolean reused);

    /** No connection could be made. */
    void onUnreachable(String why);

    /** All connections that the limits allow are busy. */
    void onBusy(String why);

    /** Whether only a connection will do that has carried no request yet, since another one has just closed under this one. */
    boolean wantsFresh();

    /** Whether nobody waits any more. */
    boolean isOver();

    /** The listener owns the message. */
    void onMessage(HttpObject message);

    void onReadComplete();

    /** The upstream takes bytes again. */
    void onWritable();

    /** The upstream is gone before its answer's end. */
    void onClosed(Ending ending, @Nullable Throwable cause);
}
