package dev.offshoot.cli.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LocalListenersTest {
    private static final EventLoopGroup LOOP = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    private final List<String> said = new CopyOnWriteArrayList<>();

    @Test
    void portsStayTheSameFromRunToRunAndDifferFromProcessToProcess() {
        int port = open("alice/orders");
        assertThat(open("alice/orders")).isEqualTo(port);
        assertThat(open("alice/web")).isNotEqualTo(port);
        assertThat(said).isEmpty();
    }

    @Test
    void aPortThatIsTakenIsToldAndTheNextIsTheSameEachTime() throws IOException {
        int port = open("alice/orders");
        try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            int next = open("alice/orders");
            assertThat(next).isNotEqualTo(port).isEqualTo(open("alice/orders"));
            assertThat(said)
                    .contains("port " + other.getLocalPort() + ", the usual one of payments:80, is taken; it is " + next
                            + " this time");
        }
    }

    @Test
    void candidatesAreSpreadOverTheRange() {
        assertThat(IntStream.range(0, 200)
                        .map(service -> StablePorts.of("alice/orders", "service-" + service, 80, 0))
                        .distinct()
                        .count())
                .isGreaterThan(190);
        assertThat(IntStream.range(0, 200).map(taken -> StablePorts.of("alice/orders", "payments", 80, taken)))
                .allMatch(port -> port >= 20_000 && port < 30_000);
    }

    @Test
    void withoutAConnectionACallIsReset() throws Exception {
        try (LocalListeners listeners = new LocalListeners(LOOP, "bob/orders", said::add);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), listeners.open("payments", 80))) {
            socket.setSoTimeout(20_000);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThat(said)
                    .containsExactly(
                            "a call to payments:80 was reset: no gateway that takes calls from here is connected");
        }
    }

    /** The port, which is free again. */
    private int open(String whose) {
        int port;
        try (LocalListeners listeners = new LocalListeners(LOOP, whose, said::add)) {
            port = listeners.open("payments", 80);
        }
        await().ignoreException(BindException.class).until(() -> isFree(port));
        return port;
    }

    private static boolean isFree(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        }
    }
}
