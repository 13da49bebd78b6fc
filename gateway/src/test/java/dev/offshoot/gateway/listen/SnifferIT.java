package dev.offshoot.gateway.listen;

import static dev.offshoot.gateway.listen.TestGateway.freePort;
import static dev.offshoot.gateway.listen.TestGateway.listener;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.offshoot.routing.decision.UpstreamProtocol;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** client - gateway - quiet (says only what it hears) or greeter (speaks first). */
@Timeout(30)
class SnifferIT {
    private static final String GET = "GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

    private final TestGateway gateway = new TestGateway();
    private FakeServer quiet;
    private FakeServer greeter;
    private int port;

    @BeforeEach
    void start() throws IOException {
        quiet = new FakeServer("");
        greeter = new FakeServer("220 mail ready\r\n");
        port = freePort();
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        quiet.close();
        greeter.close();
    }

    static Stream<Arguments> notHttp() {
        List<Arguments> all = new ArrayList<>();
        for (UpstreamProtocol protocol : UpstreamProtocol.values()) {
            for (String said : List.of(
                    "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc",
                    "*1\r\n$4\r\nPING\r\n",
                    "\u0000\u0000\u0000\u0008\u0004\u00d2\u0016\u002f",
                    "GET key\r\n",
                    "GEORGE\n")) {
                all.add(Arguments.of(protocol, said));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("notHttp")
    void whatIsNoHttpGoesToTheCalledServiceWhateverThePortIsDeclaredAs(UpstreamProtocol protocol, String said)
            throws IOException {
        gateway.listeners.follow(List.of(listener(port, "db", protocol, quiet.port())));

        try (Wire wire = new Wire(port)) {
            assertThat(wire.say(said).hear(said.length())).isEqualTo(said);
            assertThat(wire.say("more").end().hearAll()).isEqualTo("more<end>");
        }
        assertThat(gateway.meters.counter("offshoot.pipes", "outcome", "joined").count())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP1", "H2C", "GRPC", "UNDECLARED"})
    void httpIsTakenAsHttp(UpstreamProtocol protocol) throws IOException {
        gateway.listeners.follow(List.of(listener(port, "web", protocol, quiet.port())));

        assertThat(Wire.exchange(port, GET)).endsWith("/x|http://h/x|web[127.0.0.1:" + quiet.port() + "]||-");
        assertThat(quiet.accepted).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTPS", "TCP"})
    void aPortDeclaredAsSomethingElseIsBytesEvenIfItSpeaksHttp(UpstreamProtocol protocol) throws IOException {
        gateway.listeners.follow(List.of(listener(port, "db", protocol, quiet.port())));

        try (Wire wire = new Wire(port)) {
            assertThat(wire.say(GET).end().hearAll()).isEqualTo(GET + "<end>");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTPS", "TCP", "UNDECLARED"})
    void theServerMaySpeakFirst(UpstreamProtocol protocol) throws IOException {
        gateway.listeners.follow(List.of(listener(port, "mail", protocol, greeter.port())));

        try (Wire wire = new Wire(port)) {
            assertThat(wire.hearUntil("\n")).isEqualTo("220 mail ready\r\n");
            assertThat(wire.say("EHLO me\r\n").end().hearAll()).isEqualTo("EHLO me\r\n<end>");
        }
    }

    @Test
    void theServerIsHeardOutByAClientThatSaysNothing() throws IOException {
        gateway.listeners.follow(List.of(listener(port, "mail", UpstreamProtocol.UNDECLARED, greeter.port())));

        try (Wire wire = new Wire(port)) {
            assertThat(wire.end().hearAll()).isEqualTo("220 mail ready\r\n<end>");
        }
    }

    @Test
    void httpThatComesLateIsStillHttp() throws Exception {
        gateway.listeners.follow(List.of(listener(port, "web", UpstreamProtocol.UNDECLARED, quiet.port())));

        try (Wire wire = new Wire(port)) {
            Socket speculative = quiet.accepted.take();

            assertThat(wire.say(GET).hearAll()).endsWith("/x|http://h/x|web[127.0.0.1:" + quiet.port() + "]||-");
            org.awaitility.Awaitility.await().until(speculative::isClosed);
        }
    }

    @Test
    void bytesThatComeLateUseTheConnectionThatWaits() throws Exception {
        gateway.listeners.follow(List.of(listener(port, "db", UpstreamProtocol.UNDECLARED, quiet.port())));

        try (Wire wire = new Wire(port)) {
            quiet.accepted.take();

            assertThat(wire.say("*1\r\n").end().hearAll()).isEqualTo("*1\r\n<end>");
        }
        assertThat(quiet.accepted).isEmpty();
    }

    @Test
    void aDeclaredHttpPortNeverConnectsOnSilence() throws Exception {
        int undeclared = freePort();
        gateway.listeners.follow(List.of(
                listener(port, "web", UpstreamProtocol.HTTP1, greeter.port()),
                listener(undeclared, "db", UpstreamProtocol.UNDECLARED, quiet.port())));

        try (Wire silent = new Wire(port);
                Wire later = new Wire(undeclared)) {
            // As soon as the later one is connected, the first has been silent for longer.
            assertThat(quiet.accepted.take().isConnected()).isTrue();
            assertThat(greeter.accepted).isEmpty();
            assertThat(silent.say(GET).hearAll()).contains("|web[");
            assertThat(later.say("*1\r\n").end().hearAll()).isEqualTo("*1\r\n<end>");
        }
    }

    @Test
    void httpInPiecesIsHttp() throws IOException {
        gateway.listeners.follow(List.of(listener(port, "web", UpstreamProtocol.UNDECLARED, quiet.port())));

        try (Wire wire = new Wire(port)) {
            for (char c : GET.toCharArray()) {
                wire.say(String.valueOf(c));
            }
            assertThat(wire.hearAll()).endsWith("/x|http://h/x|web[127.0.0.1:" + quiet.port() + "]||-");
        }
    }

    @Test
    void thePrefaceOfHttp2MayComeInPieces() throws IOException {
        gateway.listeners.follow(List.of(listener(port, "web", UpstreamProtocol.UNDECLARED, quiet.port())));

        try (Wire wire = new Wire(port)) {
            wire.say("PRI * HT").say("TP/2.0\r\n\r\nSM\r\n\r\n").say("\0\0\0\4\0\0\0\0\0");
            String frame = wire.hear(9);
            assertThat((int) frame.charAt(3)).as("SETTINGS").isEqualTo(4);
        }
    }

    @Test
    void aBeginningOfAMethodMayBeAllThereIs() throws IOException {
        gateway.listeners.follow(List.of(listener(port, "db", UpstreamProtocol.UNDECLARED, quiet.port())));

        try (Wire wire = new Wire(port)) {
            assertThat(wire.say("STATUS").hear(6)).isEqualTo("STATUS");
        }
    }

    @Test
    void aMethodThatBreaksOffIsBytes() throws IOException {
        gateway.listeners.follow(List.of(listener(port, "db", UpstreamProtocol.HTTP1, quiet.port())));

        try (Wire wire = new Wire(port)) {
            assertThat(wire.say("GET").end().hearAll()).isEqualTo("GET<end>");
        }
    }

    @Test
    void withoutAnEndpointBytesAreReset() throws IOException {
        gateway.listeners.follow(List.of(
                listener(port, "db", UpstreamProtocol.TCP), listener(freePort(), "web", UpstreamProtocol.HTTP1)));

        assertReset(port);
    }

    @Test
    void anEndpointThatRefusesIsARefusalToTheClient() throws IOException {
        gateway.listeners.follow(List.of(listener(port, "db", UpstreamProtocol.TCP, freePort())));

        assertReset(port);
    }

    private void assertReset(int port) throws IOException {
        try (Wire wire = new Wire(port)) {
            assertThatThrownBy(() -> wire.say("*1\r\n").hearAll()).hasMessageContaining("reset");
        }
        assertThat(gateway.meters.counter("offshoot.pipes", "outcome", "failed").count())
                .isEqualTo(1);
    }

    @Test
    void anUndeclaredPortWithoutAnEndpointStillTakesHttp() throws IOException {
        gateway.listeners.follow(List.of(listener(port, "web", UpstreamProtocol.UNDECLARED)));

        assertThat(Wire.exchange(port, GET)).endsWith("/x|http://h/x|web[]||-");
    }

    @Test
    void aServerThatHangsUpHangsUpTheClient() throws Exception {
        gateway.listeners.follow(List.of(listener(port, "db", UpstreamProtocol.UNDECLARED, quiet.port())));

        try (Wire wire = new Wire(port)) {
            quiet.accepted.take().shutdownOutput();
            assertThat(wire.hearAll()).isEmpty();
        }
    }

    @AfterAll
    static void nothingLeaked() {
        TestGateway.assertNoLeaks();
    }
}
