package dev.offshoot.gateway.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.offshoot.gateway.frontdoor.Http2Client.Stream;
import dev.offshoot.gateway.relay.Leaks;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a user of the URL listener must not notice the protocols of: each client's (HTTP/1.1 and HTTP/2, plain and in TLS) with each
 * upstream's (HTTP/1.1, HTTP/2 in plain text, HTTPS), and interception listeners with their clients' two.
 *
 * <p>Services {@code http1}, {@code h2c} and {@code https} of root {@code default}, all overridden by {@code alice}.
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProtocolMatrixIT {
    @TempDir
    static Path folder;

    /** Services by the protocol of their port. */
    private enum Upstream {
        HTTP1("http"),
        H2C("kubernetes.io/h2c"),
        HTTPS("https");

        private final String appProtocol;
        private final int listening = FrontDoor.freePort();

        Upstream(String appProtocol) {
            this.appProtocol = appProtocol;
        }

        String service() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private final List<Origin> origins = new ArrayList<>();
    private TestCertificate upstreams;
    private FrontDoor gateway;

    @BeforeAll
    void start() throws IOException {
        upstreams = TestCertificate.of("https.default.svc", "https.alice.svc");
        Path trusted = Files.writeString(folder.resolve("ca.pem"), upstreams.certificatePem());
        ClusterObjects cluster = new ClusterObjects().root("default").child("alice", "default");
        for (Upstream upstream : Upstream.values()) {
            for (String space : List.of("default", "alice")) {
                String who = space + "/" + upstream.service();
                Origin origin = upstream == Upstream.HTTPS ? new Origin(who, upstreams) : new Origin(who);
                origins.add(origin);
                cluster.service(space, upstream.service(), "expose=true")
                        .port("web", 80, upstream.appProtocol)
                        .endpoints("web", origin.port());
            }
            cluster.listener("default", upstream.service(), "web", upstream.listening);
        }
        cluster.service("default", "gone", "expose=true").port("http", 80).endpoints("http", FrontDoor.freePort());
        gateway = FrontDoor.open(
                cluster,
                "--tls",
                TestCertificate.of("localhost", "*.localhost")
                        .mountAt(folder.resolve("tls"))
                        .toString(),
                "--tls-port",
                "" + FrontDoor.freePort(),
                "--offshoot.relay.trusted-certificates=" + trusted);
    }

    @AfterAll
    void stop() {
        gateway.close();
        origins.forEach(Origin::close);
        Leaks.assertNone();
    }

    static List<Arguments> all() {
        return Arrays.stream(Via.values())
                .flatMap(via -> Arrays.stream(Upstream.values()).map(upstream -> Arguments.of(via, upstream)))
                .toList();
    }

    private Reply ask(Via via, Ask ask) {
        return via.ask(gateway, ask);
    }

    private static String host(Upstream upstream) {
        return upstream.service() + ".localhost";
    }

    @ParameterizedTest
    @MethodSource("all")
    void hostsNameTheServiceAndTheSpace(Via via, Upstream upstream) {
        assertThat(ask(via, Ask.get(host(upstream))).who()).isEqualTo("default/" + upstream.service());
        assertThat(ask(via, Ask.get("alice--" + host(upstream))).who()).isEqualTo("alice/" + upstream.service());
        assertThat(ask(via, Ask.get("alice.s." + host(upstream) + ":81")).who())
                .isEqualTo("alice/" + upstream.service());
        assertThat(ask(via, Ask.get("alicf--" + host(upstream))).who()).isEqualTo("404 unknown-space");
    }

    @ParameterizedTest
    @MethodSource("all")
    void theContextIsReadAndWritten(Via via, Upstream upstream) {
        Ask ask = Ask.get(host(upstream))
                .lines("baggage: a=1,offshoot-space=alice", "x-offshoot-hops: 3")
                .header("x-offshoot-explain", "1");
        Reply reply = ask(via, ask);

        assertThat(reply.who()).isEqualTo("alice/" + upstream.service());
        assertThat(reply.header("x-offshoot-explain")).contains("context=alice from baggage");
        Origin.Seen seen = reply.seen();
        assertThat(seen.header("x-offshoot-space")).isEqualTo("alice");
        assertThat(seen.header("baggage")).contains("a=1", "offshoot-space=alice");
        assertThat(seen.header("x-offshoot-hops")).isEqualTo("4");
        assertThat(seen.header("traceparent")).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("all")
    void theTargetAndTheHeadersArriveAsTheyWereSent(Via via, Upstream upstream) {
        String target = "//evil.example/a%2Fb;v=1/../[x]|?q[]=%zz&y";
        Ask ask = Ask.get(host(upstream), target)
                .lines("x-many: 1", "x-many: 2", "cookie: a=1; b=2", "x-forwarded-proto: gopher")
                .lines("x-answer: x-one: 1", "x-answer: set-cookie: a=1", "x-answer: set-cookie: b=2");
        if (!via.http2()) { // which resets such a stream
            ask.header("proxy-connection", "keep-alive");
        }
        Reply reply = ask(via, ask);

        Origin.Seen seen = reply.seen();
        assertThat(seen.target()).isEqualTo(target);
        assertThat(seen.headers("x-many")).containsExactly("1", "2");
        assertThat(seen.header("cookie")).isEqualTo("a=1; b=2");
        assertThat(seen.header("x-forwarded-proto")).isEqualTo(via.scheme());
        assertThat(seen.header("x-forwarded-for")).isEqualTo("127.0.0.1");
        assertThat(seen.header("x-forwarded-host")).isEqualTo(host(upstream));
        assertThat(seen.headerNames()).doesNotContain("accept", "user-agent", "via", "proxy-connection");
        if (upstream != Upstream.H2C) { // where reactor-netty's own server shows its codec's
            assertThat(seen.headerNames()).noneMatch(name -> name.startsWith("x-http2-"));
        }
        assertThat(reply.header("x-one")).isEqualTo("1");
        assertThat(reply.headers("set-cookie")).containsExactly("a=1", "b=2");
        assertThat(reply.lines())
                .noneMatch(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("x-http2-"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void bodiesArriveWholeBothWays(Via via, Upstream upstream) {
        String body = "0123456789".repeat(20_000);

        Origin.Seen seen =
                ask(via, Ask.method("PUT", host(upstream), "/").body(body)).seen();

        assertThat(seen.method()).isEqualTo("PUT");
        assertThat(seen.body()).isEqualTo(body);
    }

    @ParameterizedTest
    @MethodSource("all")
    void statusesAndHeadAreTheApplications(Via via, Upstream upstream) {
        Ask teapot = Ask.get(host(upstream)).header("x-answer-status", "418");
        Reply head = ask(via, Ask.method("HEAD", host(upstream), "/"));

        assertThat(ask(via, teapot).status()).isEqualTo(418);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.header("content-length")).isNotEqualTo("0");
    }

    @ParameterizedTest
    @MethodSource("all")
    void anAnswerInPartsArrivesInParts(Via via, Upstream upstream) throws IOException {
        Origin origin = origins.get(2 * upstream.ordinal());
        Ask ask = Ask.get(host(upstream)).header("x-answer-in-parts", "1");
        origin.begin();
        if (via.http2()) {
            try (Http2Client client = via.http2(gateway, host(upstream))) {
                Stream stream = client.begin(ask.http2(via.scheme()), true);
                await().untilAsserted(() -> assertThat(stream.answer().body).hasToString("first"));
                origin.goOn();
                assertThat(stream.answer().reply().body()).isEqualTo("first second");
            }
            return;
        }
        try (KeptConnection connection = new KeptConnection(via.http1(gateway, host(upstream)))) {
            connection.say(ask.http1());
            assertThat(connection.hearUntil("first\r\n")).doesNotContain("second");
            origin.goOn();
            assertThat(connection.hearUntil("\r\n0\r\n\r\n")).contains(" second");
        }
    }

    @ParameterizedTest
    @EnumSource(Via.class)
    void errorsOfTheGatewaysOwnHaveTheirFormAndCode(Via via) {
        Reply unknown = ask(via, Ask.get("nobody.localhost"));
        Reply html = ask(via, Ask.get("nobody.localhost").header("accept", "text/html"));
        Reply gone = ask(via, Ask.get("gone.localhost"));
        Reply trace = ask(via, Ask.method("TRACE", "http1.localhost", "/"));
        Reply twice = ask(via, Ask.get("http1.localhost").lines("x-offshoot-space: a", "x-offshoot-space: b"));

        assertThat(unknown.who()).isEqualTo("404 unknown-host");
        assertThat(unknown.json()).containsEntry("code", "unknown-host");
        assertThat(html.header("content-type")).startsWith("text/html");
        assertThat(gone.who()).isEqualTo("503 upstream-unreachable");
        assertThat(trace.who()).isEqualTo("405 method-not-allowed");
        assertThat(twice.who()).isEqualTo("400 bad-context");
    }

    @ParameterizedTest
    @EnumSource(
            value = Via.class,
            names = {"H1", "H1_TLS"})
    void whatHttp1ForbidsIsRefusedAndTheConnectionEnds(Via via) {
        String h = "Host: http1.localhost\r\n";
        for (String bad : List.of(
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\n" + h + h + "\r\n",
                "GET / HTTP/9.9\r\n" + h + "\r\n",
                "GET @evil HTTP/1.1\r\n" + h + "\r\n",
                "GET http://other/ HTTP/1.1\r\n" + h + "\r\n",
                "POST / HTTP/1.1\r\n" + h + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "POST / HTTP/1.1\r\n" + h + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\n" + h + "Transfer-Encoding: xchunked\r\nContent-Length: 1\r\n\r\na")) {
            Reply reply = via.raw(gateway, "http1.localhost", bad);
            assertThat(reply.who()).as(bad).isEqualTo("400 bad-request");
            assertThat(reply.header("connection")).as(bad).isEqualTo("close");
        }
        assertThat(via.raw(gateway, "http1.localhost", "GET / HTTP/1.1\r\n" + h + "a: b\r\n".repeat(100) + "\r\n")
                        .who())
                .isEqualTo("431 headers-too-large");
        Reply upgrade = via.raw(
                gateway,
                "http1.localhost",
                "GET / HTTP/1.1\r\n" + h
                        + "Connection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n");
        assertThat(upgrade.status()).isEqualTo(200);
        assertThat(upgrade.seen().headerNames()).doesNotContain("upgrade", "http2-settings");
        Reply connection = via.raw(
                gateway,
                "alice--http1.localhost",
                "GET / HTTP/1.1\r\nHost: alice--http1.localhost\r\nConnection: close, x-offshoot-space, x-secret\r\nx-secret: 1\r\n\r\n");
        assertThat(connection.seen().header("x-offshoot-space")).isEqualTo("alice");
        assertThat(connection.seen().headerNames()).doesNotContain("x-secret");
    }

    @ParameterizedTest
    @EnumSource(
            value = Via.class,
            names = {"H2C", "H2_TLS"})
    void whatHttp2ForbidsIsRefusedAndTheConnectionGoesOn(Via via) {
        List<String> good = Ask.get("http1.localhost").http2(via.scheme());
        try (Http2Client client = via.http2(gateway, "http1.localhost")) {
            assertThat(client.ask(good, "").who()).isEqualTo("default/http1");
            assertThatThrownBy(() -> client.ask(good.subList(0, 4), "")).hasRootCauseMessage("reset 1");
            List<String> tooLong =
                    new ArrayList<>(Ask.method("POST", "http1.localhost", "/").http2(via.scheme()));
            tooLong.addAll(List.of("content-length", "3"));
            assertThatThrownBy(() -> client.ask(tooLong, "more than three")).hasMessageContaining("after");
            assertThat(client.ask(List.of(":method", "GET", ":scheme", "http", ":path", "x", ":authority", "h"), "")
                            .who())
                    .isEqualTo("400 bad-request");
            assertThat(client.ask(List.of(":method", "CONNECT", ":authority", "x:80"), "")
                            .who())
                    .isEqualTo("405 method-not-allowed");
            assertThat(client.ask(good, "").who()).isEqualTo("default/http1");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Via.class,
            names = {"H2C", "H2_TLS"})
    void aGrpcCallKeepsItsTrailersAndStreamsBothWays(Via via) {
        List<String> fields = Ask.method("POST", "h2c.localhost", "/echo.Echo/Both")
                .lines("content-type: application/grpc", "te: trailers", "x-answer-trailer: 7")
                .http2(via.scheme());
        try (Http2Client client = via.http2(gateway, "h2c.localhost")) {
            Stream call = client.begin(fields, false);
            call.send("ping", false);
            await().untilAsserted(() -> assertThat(call.answer().body).hasToString("ping"));
            call.send("pong", true);
            call.answer().await();
            assertThat(call.answer().body).hasToString("pingpong");
            assertThat(call.answer().blocks.getLast().get("grpc-status")).hasToString("7");
            assertThat(call.answer().blocks.getLast().get("grpc-status-details-bin"))
                    .hasToString(Origin.DETAILS);

            Stream failed = client.begin(
                    Ask.method("POST", "h2c.localhost", "/echo.Echo/Both")
                            .lines("content-type: application/grpc", "te: trailers", "x-answer-trailers-only: 7")
                            .http2(via.scheme()),
                    false);
            failed.answer().await();
            assertThat(failed.answer().body).isEmpty();
            assertThat(failed.answer().blocks).hasSize(1);
            assertThat(failed.answer().blocks.getFirst().get("grpc-status")).hasToString("7");
            assertThat(failed.answer().blocks.getFirst().get("grpc-status-details-bin"))
                    .hasToString(Origin.DETAILS);

            Reply unknown = client.ask(
                    Ask.method("POST", "nobody.localhost", "/echo.Echo/Both")
                            .lines("content-type: application/grpc", "te: trailers")
                            .http2(via.scheme()),
                    "");
            assertThat(unknown.status()).isEqualTo(200);
            assertThat(unknown.header("grpc-status")).isEqualTo("12");
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void trailersArriveWhateverTheProtocols(Via via, Upstream upstream) throws IOException {
        Ask ask = Ask.method("POST", host(upstream), "/")
                .lines("te: trailers", "x-answer-trailer: 7")
                .body("body");
        if (via.http2()) {
            try (Http2Client client = via.http2(gateway, host(upstream))) {
                Stream stream = client.begin(ask.http2(via.scheme()), false);
                stream.send("body", true);
                stream.answer().await();
                assertThat(stream.answer().blocks.getLast().get("grpc-status-details-bin"))
                        .hasToString(Origin.DETAILS);
            }
            return;
        }
        try (KeptConnection client = new KeptConnection(via.http1(gateway, host(upstream)))) {
            client.say(ask.http1("Connection: close"));
            assertThat(client.hearAll())
                    .contains("body\r\n0\r\n")
                    .containsIgnoringCase("\r\ngrpc-status-details-bin: " + Origin.DETAILS + "\r\n");
        }
    }

    static List<Arguments> webSockets() {
        return List.of(
                Arguments.of(Via.H1, Upstream.HTTP1),
                Arguments.of(Via.H1, Upstream.HTTPS),
                Arguments.of(Via.H1_TLS, Upstream.HTTP1),
                Arguments.of(Via.H1_TLS, Upstream.HTTPS));
    }

    @ParameterizedTest
    @MethodSource("webSockets")
    void aWebSocketIsTheApplicationsOwn(Via via, Upstream upstream) throws IOException {
        String host = "alice--" + host(upstream);
        try (Socket socket = via.http1(gateway, host);
                WebSocketWire wire = WebSocketWire.open(socket, host)) {
            assertThat(wire.head()).contains("\r\nsec-websocket-protocol: echo\r\n");
            wire.say("hello");
            assertThat(wire.hear()).isEqualTo("alice/" + upstream.service() + " heard hello");
            wire.close(4001, "bye");
            assertThat(wire.hearClose()).isEqualTo(4001);
            assertThat(wire.hearsEnd()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Upstream.class,
            names = {"HTTP1", "H2C"})
    void interceptedCallsOfBothVersionsAreRoutedByContext(Upstream upstream) {
        Ask ask = Ask.get(upstream.service()).lines("x-offshoot-space: alice", "x-forwarded-proto: gopher");
        try (Http2Client http2 = new Http2Client(upstream.listening, null)) {
            for (Reply reply : List.of(ask.to(upstream.listening), http2.ask(ask.http2("http"), ""))) {
                assertThat(reply.who()).isEqualTo("alice/" + upstream.service());
                assertThat(reply.seen().header("x-forwarded-proto")).isEqualTo("gopher");
                assertThat(reply.seen().headers("x-forwarded-for")).isEmpty();
            }
        }
    }

    /** Nobody but the called Service can read it, so the context can't be followed. */
    @Test
    void interceptedTlsIsTheCalledServicesOwn() throws IOException {
        int port = Upstream.HTTPS.listening;
        try (SSLSocket tls =
                        TlsSockets.connect(TlsSockets.context(), "127.0.0.1", port, "https.default.svc", "http/1.1");
                KeptConnection client = new KeptConnection(tls)) {
            assertThat(TlsSockets.serial(tls)).isEqualTo(upstreams.serial());
            client.say(Ask.get("https").header("x-offshoot-space", "alice").http1("Connection: close"));
            assertThat(Reply.parse(client.hearAll()).who()).isEqualTo("default/https");
        }
    }
}
