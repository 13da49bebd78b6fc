package dev.offshoot.gateway.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Watches a client that has ended its side and waits for its answer, or has gone: TCP's keep-alive probes find out, since a system
 * forgets a connection that was closed after a minute or so (Linux: tcp_fin_timeout) and answers them with a reset from then on. epoll
 * doesn't tell of that where nothing is read any more. Without epoll it is noticed when the answer is written.
 */
final class Probes {
    private static final int IDLE_SECONDS = 10;
    private static final int LOOK_SECONDS = 2;

    /** Linux' TCP_CLOSE. */
    private static final int CLOSED = 7;

    private Probes() {}

    static void begin(Channel client) {
        if (!(client instanceof EpollSocketChannel channel)) {
            return;
        }
        channel.config().setOption(EpollChannelOption.TCP_KEEPIDLE, IDLE_SECONDS);
        channel.config().setOption(EpollChannelOption.TCP_KEEPINTVL, IDLE_SECONDS);
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        Future<?> looking = channel.eventLoop()
                .scheduleAtFixedRate(() -> look(channel), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        channel.closeFuture().addListener(closed -> looking.cancel(false));
    }

    private static void look(EpollSocketChannel channel) {
        if (channel.isActive() && channel.tcpInfo().state() == CLOSED) {
            channel.close();
        }
    }
}
