package dev.offshoot.gateway.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BytePipeIT {
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private Channel listener;
    private ServerSocket server;
    private Socket client;
    private Socket served;

    /** client - near | far - served */
    @BeforeEach
    void joinAClientAndAServer() throws Exception {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        listener = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        join(accepted);
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
        client = new Socket();
        client.setReceiveBufferSize(16 << 10);
        client.connect(listener.localAddress());
        served = server.accept();
    }

    private void join(Channel accepted) {
        BytePipe.Pair pair = BytePipe.pair();
        accepted.pipeline().addLast(pair.near());
        new Bootstrap()
                .group(accepted.eventLoop())
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connected) {
                        connected.pipeline().addLast(pair.far());
                    }
                })
                .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()))
                .addListener((ChannelFutureListener) done -> pair.near().start());
    }

    @AfterEach
    void closeAll() throws Exception {
        client.close();
        served.close();
        server.close();
        loops.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).sync();
    }

    @Test
    void bytesPassBothWays() throws Exception {
        client.getOutputStream().write("ping".getBytes(UTF_8));
        assertThat(served.getInputStream().readNBytes(4)).asString(UTF_8).isEqualTo("ping");
        served.getOutputStream().write("pong".getBytes(UTF_8));
        assertThat(client.getInputStream().readNBytes(4)).asString(UTF_8).isEqualTo("pong");
    }

    @Test
    void aFinIsPassedOnAndLeavesTheOtherDirectionOpen() throws Exception {
        client.getOutputStream().write("all I have".getBytes(UTF_8));
        client.shutdownOutput();
        assertThat(served.getInputStream().readAllBytes()).asString(UTF_8).isEqualTo("all I have");

        served.getOutputStream().write("still answering".getBytes(UTF_8));
        served.shutdownOutput();
        assertThat(client.getInputStream().readAllBytes()).asString(UTF_8).isEqualTo("still answering");
    }

    @Test
    void theServerMayEndFirst() throws Exception {
        served.shutdownOutput();
        assertThat(client.getInputStream().readAllBytes()).isEmpty();

        client.getOutputStream().write("late".getBytes(UTF_8));
        client.shutdownOutput();
        assertThat(served.getInputStream().readAllBytes()).asString(UTF_8).isEqualTo("late");
    }

    @Test
    void aResetIsPassedOnAsAReset() throws Exception {
        client.setSoLinger(true, 0);
        client.close();

        assertThatThrownBy(() -> served.getInputStream().readAllBytes()).isInstanceOf(IOException.class);
    }

    @Test
    void aReaderThatStopsStopsTheWriterAndLosesNothing() throws Exception {
        long seed = System.nanoTime();
        byte[] sent = new byte[24 << 20];
        new Random(seed).nextBytes(sent);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            try {
                served.getOutputStream().write(sent);
                served.shutdownOutput();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        client.shutdownOutput();
        // Both directions have ended as soon as the server has written all: nothing may be cut.
        assertThat(served.getInputStream().readAllBytes()).isEmpty();

        byte[] first = client.getInputStream().readNBytes(1 << 10);
        assertThat(writer).as("24 MiB are more than all buffers hold").isNotDone();
        byte[] rest = client.getInputStream().readAllBytes();

        assertThat(first.length + rest.length).isEqualTo(sent.length);
        assertThat(rest).as("seed %d", seed).isEqualTo(java.util.Arrays.copyOfRange(sent, first.length, sent.length));
        writer.get();
    }
}
