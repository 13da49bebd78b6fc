package dev.offshoot.gateway.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offshoot.gateway.frontdoor.Http2Client.Stream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2CodecUtil;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How long clients may take, with limits of half a second and a second. What the gateway may not cut is watched for thrice its limit, by
 * waiting for another connection, begun at the same time or later, that it does cut.
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TimeoutsIT {
    @TempDir
    static Path folder;

    private static final String GET = "GET / HTTP/1.1\r\nHost: web.localhost\r\n\r\n";
    private static final Duration LIMIT = Duration.ofMillis(500);

    private final Origin web = new Origin("default/web");
    private final Origin grpc = new Origin("default/rpc");
    private final int listening = FrontDoor.freePort();
    private FrontDoor gateway;

    @BeforeAll
    void start() {
        ClusterObjects cluster = new ClusterObjects()
                .root("default")
                .served("default", "web", web, "expose=true")
                .listener("default", "web", "http", listening);
        cluster.service("default", "rpc", "expose=true").port("grpc", 80).endpoints("grpc", grpc.port());
        gateway = FrontDoor.open(
                cluster,
                "--tls",
                TestCertificate.of("*.localhost").mountAt(folder.resolve("tls")).toString(),
                "--tls-port",
                "" + FrontDoor.freePort(),
                "--offshoot.listen.header-timeout=" + LIMIT.toMillis() + "ms",
                "--offshoot.listen.idle-timeout=" + LIMIT.toMillis() + "ms",
                "--offshoot.listen.body-timeout=1s");
    }

    @AfterAll
    void stop() {
        gateway.close();
        web.close();
        grpc.close();
    }

    /** Returns when the gateway has cut three idle connections, one after another: none may be cut meanwhile that isn't idle. */
    private void threeLimits() throws IOException {
        for (int i = 0; i < 3; i++) {
            try (KeptConnection idle = new KeptConnection(gateway.port())) {
                assertThat(idle.hearAll()).isEmpty();
            }
        }
    }

    private KeptConnection connect(Via via) throws IOException {
        return new KeptConnection(via.http1(gateway, "web.localhost"));
    }

    private static boolean isOpen(Socket socket) throws IOException {
        socket.setSoTimeout(1);
        try {
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException open) {
            return true;
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Via.class,
            names = {"H1", "H1_TLS"})
    void aConnectionOnWhichNothingIsAskedEnds(Via via) throws IOException {
        try (KeptConnection fresh = connect(via);
                KeptConnection kept = connect(via)) {
            kept.ask(GET);
            assertThat(fresh.hearAll()).isEmpty();
            assertThat(kept.hearAll()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Via.class,
            names = {"H1", "H1_TLS"})
    void aHeadThatDoesNotEndIsA408HoweverSteadilyItComes(Via via) throws IOException {
        for (boolean kept : new boolean[] {false, true}) {
            try (KeptConnection connection = connect(via)) {
                if (kept) {
                    connection.ask(GET);
                }
                connection.say("GET / HTTP/1.1\r\nHost: web.localhost\r\n");
                Thread dripping = Thread.ofVirtual().start(() -> drip(connection));
                Reply reply = Reply.parse(connection.hearAll());
                dripping.interrupt();
                assertThat(reply.who()).isEqualTo("408 request-timeout");
                assertThat(reply.header("connection")).isEqualTo("close");
            }
        }
    }

    /** One byte each twentieth of the limit, until the connection ends. */
    private static void drip(KeptConnection connection) {
        try {
            connection.say("x: ");
            while (!Thread.interrupted()) {
                connection.say("y");
                java.util.concurrent.locks.LockSupport.parkNanos(LIMIT.toNanos() / 20);
            }
        } catch (IOException ended) {
            // as it should
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Via.class,
            names = {"H1", "H1_TLS"})
    void aBodyThatStopsIsA408(Via via) throws IOException {
        for (String framing : List.of("Content-Length: 5\r\n\r\nab", "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n")) {
            try (KeptConnection connection = connect(via)) {
                connection.say("POST / HTTP/1.1\r\nHost: web.localhost\r\n" + framing);
                assertThat(Reply.parse(connection.hearAll()).who()).isEqualTo("408 request-timeout");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Via.class,
            names = {"H2C", "H2_TLS"})
    void aBodyThatStopsIsA408OfItsStreamAlone(Via via) {
        web.begin();
        try (Http2Client client = via.http2(gateway, "web.localhost")) {
            Ask post = Ask.method("POST", "web.localhost", "/");
            Stream stopping = client.begin(post.http2(via.scheme()), false);
            stopping.send("ab", false);
            Stream going = client.begin(post.header("x-answer-in-parts", "1").http2(via.scheme()), false);
            await().untilAsserted(() -> assertThat(going.answer().body).hasToString("first"));

            assertThat(stopping.answer().reply().who()).isEqualTo("408 request-timeout");
            assertThat(client.ask(Ask.get("web.localhost").http2(via.scheme()), "")
                            .who())
                    .isEqualTo("default/web");
            assertThat(going.answer().end).isNotDone();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Via.class,
            names = {"H2C", "H2_TLS"})
    void anHttp2ConnectionWithoutStreamsIsToldToGoAndEnds(Via via) {
        try (Http2Client client = via.http2(gateway, "web.localhost")) {
            assertThat(client.ask(Ask.get("web.localhost").http2(via.scheme()), "")
                            .who())
                    .isEqualTo("default/web");
            await().until(() -> client.goAway.isDone());
            await().until(() -> !client.isOpen());
        }
    }

    /** Bytes in hexadecimal, after the preface: nothing, half of SETTINGS, HEADERS that never end, half a PING. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00000c0400000000",
                "000000040000000000" + "000001010000000001" + "82",
                "000000040000000000" + "000001010000000001" + "82" + "000001090000000001" + "86",
                "000000040000000000" + "00000806000000000000"
            })
    void whatHttp2ClientsBeginTheyMustEnd(String hex) throws IOException {
        ByteBuf bytes = Unpooled.buffer().writeBytes(Http2CodecUtil.connectionPrefaceBuf());
        bytes.writeBytes(ByteBufUtil.decodeHexDump(hex));
        try (Socket socket = Via.H1.http1(gateway, "web.localhost")) {
            socket.getOutputStream().write(ByteBufUtil.getBytes(bytes));
            socket.getInputStream().readAllBytes();
        }
        try (Socket socket = Via.H1.http1(gateway, "web.localhost")) {
            socket.getOutputStream().write("PRI * HTTP/2.0\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        }
    }

    @ParameterizedTest
    @EnumSource(Via.class)
    void anAnswerMayTakeItsTime(Via via) throws IOException {
        web.begin();
        Ask ask = Ask.get("web.localhost").header("x-answer-in-parts", "1");
        if (via.http2()) {
            try (Http2Client client = via.http2(gateway, "web.localhost")) {
                Stream stream = client.begin(ask.http2(via.scheme()), true);
                await().untilAsserted(() -> assertThat(stream.answer().body).hasToString("first"));
                threeLimits();
                assertThat(client.goAway).isNotDone();
                web.goOn();
                assertThat(stream.answer().reply().body()).isEqualTo("first second");
            }
            return;
        }
        try (KeptConnection connection = connect(via)) {
            connection.say(ask.http1());
            connection.hearUntil("first\r\n");
            threeLimits();
            web.goOn();
            assertThat(connection.hearUntil("\r\n0\r\n\r\n")).contains(" second");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Via.class,
            names = {"H1", "H1_TLS"})
    void aWebSocketMaySayNothing(Via via) throws IOException {
        try (Socket socket = via.http1(gateway, "web.localhost");
                WebSocketWire wire = WebSocketWire.open(socket, "web.localhost")) {
            threeLimits();
            wire.say("still here");
            assertThat(wire.hear()).isEqualTo("default/web heard still here");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Via.class,
            names = {"H2C", "H2_TLS"})
    void aGrpcStreamMaySayNothing(Via via) throws IOException {
        List<String> fields = Ask.method("POST", "rpc.localhost", "/echo.Echo/Both")
                .lines("content-type: application/grpc", "te: trailers", "x-answer-trailer: 0")
                .http2(via.scheme());
        try (Http2Client client = via.http2(gateway, "rpc.localhost")) {
            Stream call = client.begin(fields, false);
            threeLimits();
            assertThat(client.goAway).isNotDone();
            call.send("late", true);
            call.answer().await();
            assertThat(call.answer().body).hasToString("late");
        }
    }

    @ParameterizedTest
    @EnumSource(Via.class)
    void aBodyMayComeSlowly(Via via) throws IOException {
        Ask ask = Ask.method("POST", "web.localhost", "/").header("content-length", "12");
        StringBuilder sent = new StringBuilder();
        if (via.http2()) {
            try (Http2Client client = via.http2(gateway, "web.localhost")) {
                Stream stream = client.begin(ask.http2(via.scheme()), false);
                for (int i = 0; i < 12; i++) {
                    java.util.concurrent.locks.LockSupport.parkNanos(LIMIT.toNanos() / 4);
                    stream.send("" + i % 10, i == 11);
                    sent.append(i % 10);
                }
                assertThat(stream.answer().reply().seen().body()).hasToString(sent.toString());
            }
            return;
        }
        try (KeptConnection connection = connect(via)) {
            connection.say(ask.http1());
            for (int i = 0; i < 12; i++) {
                java.util.concurrent.locks.LockSupport.parkNanos(LIMIT.toNanos() / 4);
                connection.say("" + i % 10);
                sent.append(i % 10);
            }
            assertThat(connection.ask("").seen().body()).hasToString(sent.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", GET, "GET / HTTP/1.1\r\nHost: w", "POST / HTTP/1.1\r\nHost: w\r\nContent-Length: 5\r\n\r\nab"
            })
    void callersOfInterceptedServicesMayTakeAnyTime(String said) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", listening);
                KeptConnection connection = new KeptConnection(socket)) {
            if (said.equals(GET)) {
                connection.ask(GET);
            } else {
                connection.say(said);
            }
            threeLimits();
            assertThat(isOpen(socket)).isTrue();
        }
    }
}
