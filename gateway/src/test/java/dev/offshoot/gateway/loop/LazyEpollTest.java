package dev.offshoot.gateway.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LazyEpollTest {
    private final AtomicLong received = new AtomicLong();
    private final CompletableFuture<Channel> accepted = new CompletableFuture<>();
    private final CompletableFuture<Void> halfClosed = new CompletableFuture<>();
    private EventLoopGroup loops;
    private SocketChannel client;

    @BeforeEach
    void connect() throws Exception {
        assumeThat(Epoll.isAvailable()).as("epoll").isTrue();
        loops = new MultiThreadIoEventLoopGroup(1, LazyEpoll.factory());
        InetSocketAddress address = (InetSocketAddress) new ServerBootstrap()
                .group(loops)
                .channel(EpollServerSocketChannel.class)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new Counter())
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel()
                .localAddress();
        client = SocketChannel.open(address);
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }

    @Test
    void whatNobodyWantsIsNotReadAndNotLost() throws Exception {
        Channel server = accepted.get(10, TimeUnit.SECONDS);
        write(1);
        await().until(() -> received.get() == 1);
        for (int round = 0; round < 3; round++) {
            long before = onLoop(server, () -> server.config().setAutoRead(false));
            long sent = writeUntilNothingFits();
            assertThat(onLoop(server, () -> {}))
                    .as("read though nobody wanted it")
                    .isEqualTo(before);
            server.config().setAutoRead(true);
            await().until(() -> received.get() == before + sent);
        }
    }

    /** On and off again without anything that arrives in between changes nothing. */
    @Test
    void offAndOnReadsOn() throws Exception {
        Channel server = accepted.get(10, TimeUnit.SECONDS);
        for (int round = 1; round <= 3; round++) {
            onLoop(server, () -> server.config().setAutoRead(false));
            onLoop(server, () -> server.config().setAutoRead(true));
            write(round);
            long expected = round * (round + 1) / 2;
            await().until(() -> received.get() == expected);
        }
    }

    @Test
    void anEndIsSeenOnceItIsReadAgain() throws Exception {
        Channel server = accepted.get(10, TimeUnit.SECONDS);
        onLoop(server, () -> server.config().setAutoRead(false));
        write(7);
        client.shutdownOutput();
        server.config().setAutoRead(true);
        halfClosed.get(10, TimeUnit.SECONDS);
        assertThat(received).hasValue(7);
    }

    @Test
    void aReadThatIsAskedForOnceIsOne() throws Exception {
        Channel server = accepted.get(10, TimeUnit.SECONDS);
        onLoop(server, () -> server.config().setAutoRead(false));
        write(3);
        server.read();
        await().until(() -> received.get() == 3);
        long sent = writeUntilNothingFits();
        assertThat(onLoop(server, () -> {})).as("bytes of one read").isEqualTo(3);
        server.config().setAutoRead(true);
        await().until(() -> received.get() == 3 + sent);
    }

    /** What had been received when the loop came to it. */
    private long onLoop(Channel server, Runnable action) throws Exception {
        return server.eventLoop()
                .submit(() -> {
                    action.run();
                    return received.get();
                })
                .get(10, TimeUnit.SECONDS);
    }

    private void write(int bytes) throws IOException {
        client.configureBlocking(true);
        client.write(ByteBuffer.allocate(bytes));
    }

    /** The other side's buffer is full by then, so its loop was told of the first bytes long ago. */
    private long writeUntilNothingFits() throws IOException {
        client.configureBlocking(false);
        long sent = 0;
        for (int written = 1; written > 0; sent += written) {
            written = client.write(ByteBuffer.allocate(1 << 16));
        }
        return sent;
    }

    private final class Counter extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            accepted.complete(context.channel());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            received.addAndGet(((ByteBuf) message).readableBytes());
            ((ByteBuf) message).release();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                halfClosed.complete(null);
            }
        }
    }
}
