package dev.offshoot.gateway.frontdoor;

import static dev.offshoot.gateway.frontdoor.FrontDoor.freePort;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.offshoot.gateway.relay.Leaks;
import dev.offshoot.tunnel.Http2Ends;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What passes through a tunnel: any protocol, any amount, each connection for itself. */
@Timeout(120)
class TunnelTrafficIT {
    private static final int CHUNK = 64 << 10;

    @AfterAll
    static void nothingLeaked() {
        Leaks.assertNone();
    }

    @Test
    void aWebSocketPasses() throws Exception {
        try (TunnelWorld world = TunnelWorld.open();
                Origin local = new Origin("the laptop");
                TunnelPeer peer = world.connect(local.port())) {
            world.list(world.listening());
            try (WebSocketWire socket = WebSocketWire.open(
                    new Socket(InetAddress.getLoopbackAddress(), world.gateway.port()), "alice.s.orders.localhost")) {
                socket.say("hello");
                assertThat(socket.hear()).isEqualTo("the laptop heard hello");
                socket.close(4001, "enough");
                assertThat(socket.hearClose()).isEqualTo(4001);
            }
            await().untilAsserted(() -> assertThat(local.closes()).containsExactly(4001));
            assertThat(peer.ended).isNotDone();
        }
    }

    @Test
    void http2AndItsTrailersPass() throws Exception {
        try (TunnelWorld world = TunnelWorld.speaking("kubernetes.io/h2c");
                Origin local = new Origin("the laptop");
                TunnelPeer peer = world.connect(local.port());
                Http2Client client = new Http2Client(world.gateway.port(), null)) {
            world.list(world.listening());
            Ask ask = Ask.get("alice.s.orders.localhost").header("te", "trailers");
            assertThat(client.ask(ask.http2("http"), "").who()).isEqualTo("the laptop");
            assertThat(peer.refused).hasValue(0);
        }
    }

    @Test
    void aServerThatSpeaksFirstAndHalfClosedConnectionsPass() throws Exception {
        try (TunnelWorld world = TunnelWorld.open();
                ServerSocket server = listen();
                TunnelPeer peer = world.connect(server.getLocalPort());
                Socket client = connect(world);
                Socket accepted = server.accept()) {
            accepted.getOutputStream().write("220 ready".getBytes(US_ASCII));
            assertThat(client.getInputStream().readNBytes(9)).asString(US_ASCII).isEqualTo("220 ready");

            client.getOutputStream().write("all I have".getBytes(US_ASCII));
            client.shutdownOutput();
            assertThat(accepted.getInputStream().readAllBytes())
                    .asString(US_ASCII)
                    .isEqualTo("all I have");

            accepted.getOutputStream().write("and the answer".getBytes(US_ASCII));
            accepted.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes())
                    .asString(US_ASCII)
                    .isEqualTo("and the answer");
            await().until(() -> peer.open.get() == 0);
        }
    }

    @Test
    void aResetPassesInBothDirections() throws Exception {
        try (TunnelWorld world = TunnelWorld.open();
                ServerSocket server = listen();
                TunnelPeer peer = world.connect(server.getLocalPort())) {
            try (Socket client = connect(world);
                    Socket accepted = server.accept()) {
                accepted.setSoLinger(true, 0);
                accepted.close();
                assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            }
            try (Socket client = connect(world);
                    Socket accepted = server.accept()) {
                client.setSoLinger(true, 0);
                client.close();
                assertThatThrownBy(() -> accepted.getInputStream().read()).isInstanceOf(SocketException.class);
            }
            await().until(() -> peer.open.get() == 0);
        }
    }

    @Test
    void aPortThatNobodyListensOnIsAResetAndThenA503ThatNamesTheOwner() throws Exception {
        try (TunnelWorld world = TunnelWorld.open();
                TunnelPeer peer = world.connect(freePort())) {
            try (Socket client = connect(world)) {
                assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            }
            world.list(world.listening());
            Reply reply = world.ask("alice");
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.header("x-offshoot-error")).isEqualTo("upstream-unreachable");
            assertThat(reply.body())
                    .contains("of Service alice/orders, a local process of alice@example.com, took no connection");
            assertThat(peer.refused.get()).isPositive();
        }
    }

    @Test
    void aTunnelThatIsLostResetsWhatWasOpen() throws Exception {
        try (TunnelWorld world = TunnelWorld.open();
                ServerSocket server = listen()) {
            TunnelPeer peer = world.connect(server.getLocalPort());
            try (Socket client = connect(world);
                    Socket accepted = server.accept()) {
                accepted.getOutputStream().write('x');
                assertThat(client.getInputStream().read()).isEqualTo('x');
                peer.close();
                assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
                assertThatThrownBy(() -> accepted.getInputStream().read()).isInstanceOf(SocketException.class);
            }
        }
    }

    /** A connection whose receiver doesn't read isn't read any more, and all others go on, in both directions; it ends with the tunnel. */
    @Test
    void stuckConnectionsStopNoOther() throws Exception {
        try (TunnelWorld world = TunnelWorld.open();
                ServerSocket server = listen();
                TunnelPeer peer = world.connect(server.getLocalPort());
                Pairs stuck = new Pairs(world, server, 8)) {
            for (int i = 0; i < stuck.clients.size(); i++) {
                stuck.fill(i % 2 == 0 ? stuck.clients.get(i) : stuck.accepted.get(i));
            }
            await().pollInterval(Duration.ofSeconds(1))
                    .atMost(Duration.ofSeconds(60))
                    .until(stuck::isStuck);
            try (Socket client = connect(world);
                    Socket accepted = server.accept()) {
                echoes(client, accepted);
                echoes(accepted, client);
            }
            assertThat(peer.ended).isNotDone();
            peer.close();
            await().until(stuck::isBroken);
        }
    }

    private static void echoes(Socket from, Socket to) throws IOException {
        byte[] bytes = new byte[1 << 20];
        bytes[bytes.length - 1] = 7;
        CompletableFuture.runAsync(() -> write(from, bytes));
        assertThat(to.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
    }

    @Test
    void connectionsBeyondTheLimitAreReset() throws Exception {
        try (TunnelWorld world = TunnelWorld.open();
                ServerSocket server = listen();
                TunnelPeer peer = world.connect(server.getLocalPort());
                Pairs most = new Pairs(world, server, Http2Ends.MOST_STREAMS)) {
            try (Socket further = connect(world)) {
                assertThatThrownBy(() -> further.getInputStream().read()).isInstanceOf(SocketException.class);
            }
            most.clients.getFirst().close();
            most.accepted.getFirst().close();
            await().until(() -> peer.open.get() == Http2Ends.MOST_STREAMS - 1);
            try (Socket client = connect(world);
                    Socket accepted = server.accept()) {
                echoes(client, accepted);
            }
        }
    }

    /** A slow receiver lets the sender go no faster; nothing is heaped up between them. */
    @Test
    void aGibibytePassesInLittleMemory() throws Exception {
        long amount = 1L << 30;
        try (TunnelWorld world = TunnelWorld.open();
                ServerSocket server = listen();
                TunnelPeer peer = world.connect(server.getLocalPort());
                Socket client = connect(world);
                Socket accepted = server.accept()) {
            long before = memory();
            AtomicLong most = new AtomicLong();
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(client, amount));
            InputStream in = accepted.getInputStream();
            byte[] buffer = new byte[CHUNK];
            long received = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                received += n;
                most.accumulateAndGet(memory(), Math::max);
            }
            sent.join();
            assertThat(received).isEqualTo(amount);
            assertThat(most.get() - before).isLessThan(16 << 20);
            assertThat(peer.ended).isNotDone();
        }
    }

    /** Buffers in use, of both ends: they are in this process. */
    private static long memory() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    private static void send(Socket to, long amount) {
        byte[] chunk = new byte[CHUNK];
        for (long sent = 0; sent < amount; sent += chunk.length) {
            write(to, chunk);
        }
        try {
            to.shutdownOutput();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void write(Socket to, byte[] bytes) {
        try {
            OutputStream out = to.getOutputStream();
            out.write(bytes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static ServerSocket listen() throws IOException {
        ServerSocket server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        server.setSoTimeout(20_000);
        return server;
    }

    private static Socket connect(TunnelWorld world) throws IOException {
        return connect(world.listening());
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Connections through the tunnel, each with the end that the local process accepted. */
    private static final class Pairs implements AutoCloseable {
        final List<Socket> clients = new ArrayList<>();
        final List<Socket> accepted = new ArrayList<>();
        private final List<AtomicLong> progress = new ArrayList<>();
        private long last = -1;

        Pairs(TunnelWorld world, ServerSocket server, int count) throws IOException {
            int port = world.listening();
            for (int i = 0; i < count; i++) {
                clients.add(connect(port));
                accepted.add(server.accept());
            }
        }

        /** Writes for ever, to a side that nobody reads. */
        void fill(Socket socket) {
            AtomicLong written = new AtomicLong();
            progress.add(written);
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    while (true) {
                        socket.getOutputStream().write(new byte[CHUNK]);
                        written.incrementAndGet();
                    }
                } catch (IOException closed) {
                    written.set(-1);
                }
            });
        }

        /** Whether nothing was written since the last look. */
        boolean isStuck() {
            long now = progress.stream().mapToLong(AtomicLong::get).sum();
            boolean same = now == last;
            last = now;
            return same && progress.stream().allMatch(one -> one.get() > 0);
        }

        /** Whether each write has failed. */
        boolean isBroken() {
            return progress.stream().allMatch(one -> one.get() < 0);
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : clients) {
                socket.close();
            }
            for (Socket socket : accepted) {
                socket.close();
            }
        }
    }
}
