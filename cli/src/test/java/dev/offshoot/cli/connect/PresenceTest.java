package dev.offshoot.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PresenceTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private InetSocketAddress port;

    @BeforeEach
    void freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = (InetSocketAddress) socket.getLocalSocketAddress();
        }
    }

    @Test
    void itIsMissedOnceACallWasHeldInVainUntilSomebodyListens() throws IOException {
        Presence presence = new Presence(List.of(port), LONG);
        assertThat(presence.look(false, false)).isNull();
        assertThat(presence.look(true, false)).isFalse();
        assertThat(presence.isMissed()).isTrue();
        assertThat(presence.look(true, false)).isNull();
        try (ServerSocket process = listen()) {
            assertThat(presence.look(false, false)).isTrue();
            assertThat(presence.look(true, false)).as("another of its ports").isNull();
        }
        assertThat(presence.isMissed()).isFalse();
    }

    @Test
    void itIsOverOnceItWasThereAndHasGone() throws IOException {
        Presence presence = new Presence(List.of(port), Duration.ZERO);
        presence.look(false, false);
        assertThat(presence.isOver()).as("it may come yet").isFalse();
        try (ServerSocket process = listen()) {
            presence.look(false, false);
        }
        presence.look(false, false);
        assertThat(presence.isOver()).isTrue();

        Presence restarting = new Presence(List.of(port), LONG);
        try (ServerSocket process = listen()) {
            restarting.look(false, false);
        }
        restarting.look(false, false);
        assertThat(restarting.isOver()).as("it may start anew").isFalse();
    }

    @Test
    void whoIsConnectedShowsThatItIsThereWithoutAQuestion() throws IOException {
        try (ServerSocket process = listen()) {
            process.setSoTimeout(1);
            Presence presence = new Presence(List.of(port), LONG);
            assertThat(presence.look(true, true)).isNull();
            assertThatThrownBy(process::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    private ServerSocket listen() throws IOException {
        return new ServerSocket(port.getPort(), 50, port.getAddress());
    }
}
