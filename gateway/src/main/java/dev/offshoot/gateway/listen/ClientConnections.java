package dev.offshoot.gateway.listen;

import dev.offshoot.gateway.relay.BytePipe;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.util.concurrent.GlobalEventExecutor;

/** The clients' connections to all listeners of the data plane, which end one after another when the gateway stops. */
public final class ClientConnections {
    private final ChannelGroup group = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private volatile boolean ending;

    /** Where reactor-netty keeps account of them, so that a stop waits for what is under way. */
    ChannelGroup group() {
        return group;
    }

    /** Whether each connection ends with its next answer. */
    boolean ending() {
        return ending;
    }

    /**
     * Ends each connection, also those to come, with its next answer: the client's next request then finds another gateway. HTTP/2
     * clients are told at once; streams that they open before they know are served.
     */
    public void endWithNextAnswers() {
        ending = true;
        for (Channel channel : group) {
            if (channel.pipeline().get(Http2FrameCodec.class) != null) {
                sayGoAway(channel);
            }
        }
    }

    /** Ends WebSockets, which have no next answer, with a Close frame to either side. */
    public void endWebSockets() {
        for (Channel channel : group) {
            BytePipe pipe = channel.pipeline().get(BytePipe.class);
            if (pipe != null) {
                channel.eventLoop().execute(pipe::goAway);
            }
        }
    }

    /** How many there are. */
    public int count() {
        return group.size();
    }

    /** Streams that the client has opened or is opening are still served (RFC 9113 §6.8). */
    static void sayGoAway(Channel connection) {
        connection.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR).setExtraStreamIds(Integer.MAX_VALUE));
    }
}
