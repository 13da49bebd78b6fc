package dev.offshoot.cli.connect;

import dev.offshoot.tunnel.StreamPipe;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What passes on a connection that is counted while it is open.
 *
 * @param seen sees it too
 */
record CountedTraffic(AtomicInteger open, StreamPipe.Traffic seen) implements StreamPipe.Traffic {
    CountedTraffic {
        open.incrementAndGet();
    }

    @Override
    public void toSocket(ByteBuf bytes) {
        seen.toSocket(bytes);
    }

    @Override
    public void fromSocket(ByteBuf bytes) {
        seen.fromSocket(bytes);
    }

    @Override
    public void ended() {
        open.decrementAndGet();
        seen.ended();
    }
}
