package dev.offshoot.tunnel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.concurrent.Future;
import java.util.function.Consumer;

/** Gives each TCP connection of one end a stream of its own, at most {@link Http2Ends#MOST_STREAMS} at once. On one event loop. */
public final class StreamOpener {
    private final Channel http2;
    private int open;

    /** What became of a connection. */
    public enum Outcome {
        OPENED,
        /** Reset, as too many are open. */
        TOO_MANY,
        /** Reset, as the other end can't be told. */
        FAILED
    }

    /** @param http2 with the handlers of {@link Http2Ends#opening} */
    public StreamOpener(Channel http2) {
        this.http2 = http2;
    }

    /**
     * Joins a connection, whose reading hasn't begun, to a new stream.
     *
     * @param socket on the event loop of the stream's connection
     * @param service what the stream's {@code :authority} names before the port
     * @param outcome is told once
     */
    public void open(
            DuplexChannel socket, String service, int port, StreamPipe.Traffic traffic, Consumer<Outcome> outcome) {
        if (open >= Http2Ends.MOST_STREAMS) {
            StreamPipe.reset(socket);
            outcome.accept(Outcome.TOO_MANY);
            return;
        }
        open++;
        new Http2StreamChannelBootstrap(http2)
                .handler(new ChannelInboundHandlerAdapter())
                .open()
                .addListener((Future<Http2StreamChannel> opened) -> {
                    if (opened.isSuccess()) {
                        opened.getNow().closeFuture().addListener(closed -> open--);
                        join(socket, opened.getNow(), service + ":" + port, traffic, outcome);
                    } else {
                        open--;
                        StreamPipe.reset(socket);
                        outcome.accept(Outcome.FAILED);
                    }
                });
    }

    private static void join(
            DuplexChannel socket,
            Http2StreamChannel stream,
            String authority,
            StreamPipe.Traffic traffic,
            Consumer<Outcome> outcome) {
        Http2Headers connect = new DefaultHttp2Headers().method("CONNECT").authority(authority);
        stream.writeAndFlush(new DefaultHttp2HeadersFrame(connect))
                .addListener(sent -> outcome.accept(sent.isSuccess() ? Outcome.OPENED : Outcome.FAILED));
        StreamPipe.join(socket, stream, traffic);
    }
}
