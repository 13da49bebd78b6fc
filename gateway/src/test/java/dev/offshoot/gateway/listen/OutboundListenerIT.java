package dev.offshoot.gateway.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The port for local processes' calls, of which everybody on the gateway's machine may know. */
@Timeout(30)
class OutboundListenerIT {
    private final TestGateway gateway = new TestGateway();

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void whoeverWasNotAnnouncedIsTurnedAway() throws IOException {
        InetSocketAddress address = (InetSocketAddress) gateway.outbound.address();
        assertThat(address.getAddress().isLoopbackAddress()).isTrue();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
            socket.setSoTimeout(20_000);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }
}
