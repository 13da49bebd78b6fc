package dev.offshoot.gateway.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offshoot.gateway.frontdoor.Http2Client.Stream;
import dev.offshoot.gateway.relay.Leaks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Applications that answer an upload before they have read it, and clients that ask first, in each protocol on both sides. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EarlyAnswersIT {
    private static final String PIECE = "0123456789".repeat(1_600);
    private static final int PIECES = 150;

    /** Services by the protocol of their port. */
    private static final Map<String, String> PROTOCOLS = Map.of("http1", "http", "h2c", "kubernetes.io/h2c");

    @TempDir
    static Path folder;

    private final Origin origin = new Origin("default/uploads");
    private FrontDoor gateway;

    @BeforeAll
    void start() {
        ClusterObjects objects = new ClusterObjects().root("default");
        PROTOCOLS.forEach((service, protocol) -> objects.service("default", service, "expose=true")
                .port("web", 80, protocol)
                .endpoints("web", origin.port()));
        Path certificates = TestCertificate.of("*.localhost").mountAt(folder.resolve("tls"));
        gateway = FrontDoor.open(objects, "--tls=" + certificates, "--tls-port=" + FrontDoor.freePort());
    }

    @AfterAll
    void stop() {
        gateway.close();
        origin.close();
        Leaks.assertNone();
    }

    static List<Arguments> all() {
        return Arrays.stream(Via.values())
                .flatMap(via -> PROTOCOLS.keySet().stream().map(service -> Arguments.of(via, service)))
                .toList();
    }

    private static Ask upload(String service) {
        return Ask.method("POST", service + ".localhost", "/")
                .header("content-length", Integer.toString(PIECES * PIECE.length()));
    }

    @ParameterizedTest
    @MethodSource("all")
    void anAnswerBeforeTheEndOfALargeUploadReachesTheClient(Via via, String service) throws IOException {
        Ask ask = upload(service).header("x-answer-early", "413");
        if (via.http2()) {
            try (Http2Client client = via.http2(gateway, ask.host())) {
                Stream stream = client.begin(ask.http2(via.scheme()), false);
                for (int i = 0; i < PIECES; i++) {
                    stream.send(PIECE, i == PIECES - 1);
                }
                assertThat(stream.answer().reply().status()).isEqualTo(413);
                assertThat(client.ask(Ask.get(ask.host()).http2(via.scheme()), "")
                                .who())
                        .isEqualTo(origin.who());
            }
            return;
        }
        try (KeptConnection client = new KeptConnection(via.http1(gateway, ask.host()))) {
            Thread upload = Thread.ofVirtual().start(() -> {
                try {
                    client.say(ask.http1());
                    for (int i = 0; i < PIECES; i++) {
                        client.say(PIECE);
                    }
                } catch (IOException nobodyReads) {
                    return;
                }
            });
            assertThat(Reply.parse(client.hearUntil("\r\n\r\n")).status()).isEqualTo(413);
            client.close();
            upload.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void aClientThatAsksFirstIsToldNoWithoutHavingSentIt(Via via, String service) throws IOException {
        Ask ask = upload(service).lines("expect: 100-continue", "x-answer-early: 413");
        if (via.http2()) {
            try (Http2Client client = via.http2(gateway, ask.host())) {
                Stream stream = client.begin(ask.http2(via.scheme()), false);
                assertThat(stream.answer().reply().status()).isEqualTo(413);
                assertThat(stream.answer().hints).isEmpty();
            }
            return;
        }
        try (KeptConnection client = new KeptConnection(via.http1(gateway, ask.host()))) {
            client.say(ask.http1());
            assertThat(Reply.parse(client.hearUntil("\r\n\r\n")).status()).isEqualTo(413);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void aClientThatAsksFirstIsToldToGoOnAndThenSends(Via via, String service) throws IOException {
        Ask ask = Ask.method("POST", service + ".localhost", "/").lines("expect: 100-continue", "content-length: 5");
        if (via.http2()) {
            try (Http2Client client = via.http2(gateway, ask.host())) {
                Stream stream = client.begin(ask.http2(via.scheme()), false);
                await().until(() -> stream.answer().hints.equals(List.of("100")));
                stream.send("hello", true);
                assertThat(stream.answer().reply().seen().body()).isEqualTo("hello");
            }
            return;
        }
        try (KeptConnection client = new KeptConnection(via.http1(gateway, ask.host()))) {
            client.say(ask.http1("Connection: close"));
            assertThat(client.hearUntil("\r\n\r\n")).startsWith("HTTP/1.1 100 ");
            client.say("hello");
            assertThat(Reply.parse(client.hearAll()).seen().body()).isEqualTo("hello");
        }
    }
}
