package dev.offshoot.gateway.relay;

import io.netty.channel.Channel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;

/** The client's side of an exchange: its connection or HTTP/2 stream. */
final class Client {
    private final Channel channel;
    private final ClientTap tap;
    private final boolean http2;
    private final boolean http10;

    Client(HttpServerRequest request) {
        channel = ((Connection) request).channel();
        tap = ClientTap.of(channel);
        http2 = channel.parent() instanceof SocketChannel;
        http10 = HttpVersion.HTTP_1_0.equals(request.version());
    }

    Channel channel() {
        return channel;
    }

    ClientTap tap() {
        return tap;
    }

    boolean isHttp2() {
        return http2;
    }

    boolean isHttp10() {
        return http10;
    }

    void autoRead(boolean on) {
        if (channel.config().isAutoRead() != on) {
            channel.config().setAutoRead(on);
        }
    }

    /** Runs on the event loop, now if this is it. */
    void execute(Runnable action) {
        if (channel.eventLoop().inEventLoop()) {
            action.run();
        } else {
            channel.eventLoop().execute(action);
        }
    }

    /** Ends a response that can't be completed so that nobody takes it for complete: HTTP/1.0 knows a proper end from a reset only. */
    void breakOff() {
        if (!channel.isActive()) {
            return;
        }
        if (http10) {
            BytePipe.reset(channel);
            return;
        }
        if (http2) {
            channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
        } else {
            channel.flush();
        }
        channel.close();
    }
}
