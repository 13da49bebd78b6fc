package dev.offshoot.gateway.frontdoor;

import static dev.offshoot.gateway.frontdoor.FrontDoor.freePort;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offshoot.gateway.relay.Leaks;
import dev.offshoot.routing.context.TraceTag;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;

/**
 * Calls that arrive at interception listeners.
 *
 * <pre>
 * default    web (exposed), plain (a port that declares nothing), mail (the same; speaks first), live (SSE, WebSocket), rpc (gRPC)
 * └── alice  web, plain, live, rpc
 * </pre>
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListenersIT {
    private static final String ALICE = "x-offshoot-space: alice";

    private final int webPort = freePort();
    private final int plainPort = freePort();
    private final int mailPort = freePort();
    private final int livePort = freePort();
    private final int rpcPort = freePort();
    private final Origin web = new Origin("default/web");
    private final Origin aliceWeb = new Origin("alice/web");
    private final DisposableServer live = live("default");
    private final DisposableServer aliceLive = live("alice");
    private final DisposableServer rpc = rpc("default");
    private final DisposableServer aliceRpc = rpc("alice");
    private ServerSocket greeter;
    private FrontDoor gateway;

    @BeforeAll
    void start() throws IOException {
        greeter = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::greet);
        gateway = FrontDoor.open(objects());
    }

    @AfterAll
    void stop() throws IOException {
        gateway.close();
        greeter.close();
        web.close();
        aliceWeb.close();
        List.of(live, aliceLive, rpc, aliceRpc).forEach(DisposableServer::disposeNow);
        Leaks.assertNone();
    }

    private ClusterObjects objects() {
        ClusterObjects objects = new ClusterObjects()
                .root("default")
                .child("alice", "default")
                .served("default", "web", web, "expose=true")
                .served("alice", "web", aliceWeb)
                .listener("default", "web", "http", webPort)
                .listener("default", "plain", "data", plainPort)
                .listener("default", "mail", "data", mailPort)
                .listener("default", "live", "http", livePort)
                .listener("default", "rpc", "grpc", rpcPort);
        objects.service("default", "plain").port("data", 80).endpoints("data", web.port());
        objects.service("alice", "plain").port("data", 80).endpoints("data", aliceWeb.port());
        objects.service("default", "mail").port("data", 25).endpoints("data", greeter.getLocalPort());
        objects.service("default", "live", "expose=true").port("http", 80).endpoints("http", live.port());
        objects.service("alice", "live").port("http", 80).endpoints("http", aliceLive.port());
        objects.service("default", "rpc").port("grpc", 80, "kubernetes.io/h2c").endpoints("grpc", rpc.port());
        objects.service("alice", "rpc").port("grpc", 80, "kubernetes.io/h2c").endpoints("grpc", aliceRpc.port());
        return objects;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ALICE,
                "baggage: a=b,offshoot-space=alice",
                "tracestate: offshoot=alice,vendor=1",
                "traceparent: tagged"
            })
    void contextIsReadFromHeaders(String line) {
        String tagged = "00-%016x00000000000000aa-00000000000000bb-01".formatted(TraceTag.of("alice", null));
        Reply reply = Ask.get("web").lines(line.replace("tagged", tagged)).to(webPort);

        assertThat(reply.who()).isEqualTo("alice/web");
        assertThat(reply.seen().header("x-offshoot-space")).isEqualTo("alice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice.s.web.localhost", "alice--web.localhost"})
    void prefixedHostCountsToo(String host) {
        assertThat(Ask.get(host).to(webPort).who()).isEqualTo("alice/web");
    }

    @Test
    void unknownSpaceInAHeaderIsTheBaselineAndInTheHostA404() {
        Reply reply = Ask.get("web").lines("x-offshoot-space: nobody").to(webPort);

        assertThat(reply.who()).isEqualTo("default/web");
        assertThat(reply.header("x-offshoot-notice")).contains("nobody");
        assertThat(Ask.get("nobody.s.web.localhost").to(webPort).who()).isEqualTo("404 unknown-space");
    }

    @Test
    void baselineNoticesNothingButTheHops() {
        Origin.Seen seen = Ask.get("web:8080", "/a%2Fb//[x]?q=|")
                .lines("X-Forwarded-For: 10.1.1.1", "X-Forwarded-Proto: https", "User-Agent: me", "accept: */*")
                .to(webPort)
                .seen();

        assertThat(seen.who()).isEqualTo("default/web");
        assertThat(seen.target()).isEqualTo("/a%2Fb//[x]?q=|");
        assertThat(seen.headers())
                .containsExactlyInAnyOrder(
                        List.of("Host", "web:8080"),
                        List.of("X-Forwarded-For", "10.1.1.1"),
                        List.of("X-Forwarded-Proto", "https"),
                        List.of("User-Agent", "me"),
                        List.of("accept", "*/*"),
                        List.of("x-offshoot-hops", "1"));
    }

    @Test
    void portThatDeclaresNothingRoutesHttpByContext() {
        assertThat(Ask.get("plain").to(plainPort).who()).isEqualTo("default/web");
        assertThat(Ask.get("plain").lines(ALICE).to(plainPort).who()).isEqualTo("alice/web");
    }

    @Test
    void serverThatSpeaksFirstIsHeardAndAnswered() throws IOException {
        try (KeptConnection connection = new KeptConnection(mailPort)) {
            assertThat(connection.hearUntil("\r\n")).isEqualTo("220 ready\r\n");
            connection.say("EHLO me\r\n");
            connection.end();
            assertThat(connection.hearAll()).isEqualTo("EHLO me\r\n");
        }
    }

    @Test
    void wrongListenersAreProblemsOfTheirPortsAlone() throws IOException {
        int free = freePort();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ClusterObjects wrong = objects();
            wrong.service("alice", "plain").created("2026-02-01T00:00:00Z");
            gateway.objects(wrong.add(ServiceObject.slice(
                            "default", "web", "unknown", "offshoot.dev", "htpp", free, "ready: true"))
                    .add(ServiceObject.slice(
                            "alice", "web", "taken", "offshoot.dev", "http", taken.getLocalPort(), "ready: true"))
                    .add(ServiceObject.slice(
                            "alice", "plain", "double", "offshoot.dev", "data", webPort, "ready: true")));

            await().untilAsserted(() -> assertThat(problems())
                    .contains("\"unknown-listener-port\"", "htpp")
                    .contains("\"listener-taken\"", "" + taken.getLocalPort())
                    .contains("listening port " + webPort));
            assertThat(Ask.get("web").to(webPort).who()).isEqualTo("default/web");
            assertThat(Ask.get("web").lines(ALICE).to(webPort).who()).isEqualTo("alice/web");
        }
        gateway.objects(objects());
        await().untilAsserted(() -> assertThat(problems()).isEqualTo("[]"));
    }

    @Test
    void listenerOpensAndClosesByEdits() {
        int port = freePort();
        gateway.objects(objects().listener("alice", "web", "http", port));
        // The called Service is alice's own: without any context, so is the request's.
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(Ask.get("web").to(port).who()).isEqualTo("alice/web"));

        gateway.objects(objects());
        await().untilAsserted(() -> assertThat(isOpen(port)).isFalse());
        assertThat(Ask.get("web").to(webPort).who()).isEqualTo("default/web");
    }

    @Test
    void eventsStreamThroughUrlsAndListeners() throws IOException {
        assertEvents(gateway.port(), "Host: alice.s.live.localhost", "alice");
        assertEvents(livePort, "Host: live\r\n" + ALICE, "alice");
        assertEvents(livePort, "Host: live", "default");
    }

    /** The stream never ends, so what is heard was not kept back. */
    private static void assertEvents(int port, String lines, String who) throws IOException {
        try (KeptConnection connection = new KeptConnection(port)) {
            connection.say("GET /events HTTP/1.1\r\n" + lines + "\r\n\r\n");
            assertThat(connection.hearUntil("data: " + who + " 0\n\n")).startsWith("HTTP/1.1 200 ");
            assertThat(connection.hearUntil("data: " + who + " 1\n\n")).isNotEmpty();
        }
    }

    @Test
    void webSocketsPassThroughUrlsAndListeners() throws IOException {
        assertEcho(gateway.port(), "Host: alice.s.live.localhost", "alice");
        assertEcho(livePort, "Host: live\r\n" + ALICE, "alice");
        assertEcho(livePort, "Host: live", "default");
    }

    private static void assertEcho(int port, String lines, String who) throws IOException {
        try (KeptConnection connection = new KeptConnection(port)) {
            connection.say("GET /echo HTTP/1.1\r\n" + lines
                    + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            assertThat(connection.hearUntil("\r\n\r\n"))
                    .startsWith("HTTP/1.1 101 ")
                    .containsIgnoringCase("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            // RFC 6455 §5.7: a masked "Hello".
            connection.say("\u0081\u0085\u0037\u00fa\u0021\u003d\u007f\u009f\u004d\u0051\u0058");
            String echo = who + " Hello";
            assertThat(connection.hear(2 + echo.length())).isEqualTo("\u0081" + (char) echo.length() + echo);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "alice"})
    void grpcPassesWithItsTrailers(String space) {
        HttpClient client = HttpClient.newConnection()
                .protocol(HttpProtocol.H2C)
                .headers(headers -> headers.set("content-type", "application/grpc")
                        .set("te", "trailers")
                        .set("x-offshoot-space", space));

        String answer = client.post()
                .uri("http://127.0.0.1:" + rpcPort + "/shop.Payments/Pay")
                .send((request, out) -> out.sendString(Mono.just("message")))
                .responseSingle((response, body) -> body.asString()
                        .flatMap(text -> response.trailerHeaders()
                                .map(trailers -> response.status().code() + " " + text + " "
                                        + trailers.get("grpc-status") + " " + trailers.get("grpc-message"))))
                .block();

        assertThat(answer).isEqualTo("200 " + space + " got message 0 fine");
    }

    private static DisposableServer live(String who) {
        return HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(routes -> routes.get(
                                "/events", (request, response) -> response.sse().send(events(who), event -> true))
                        .ws(
                                "/echo",
                                (in, out) ->
                                        out.sendString(in.receive().asString().map(said -> who + " " + said))))
                .bindNow();
    }

    private static Flux<ByteBuf> events(String who) {
        return Flux.interval(Duration.ofMillis(20))
                .map(count -> Unpooled.copiedBuffer("data: " + who + " " + count + "\n\n", UTF_8));
    }

    private static DisposableServer rpc(String who) {
        return HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .protocol(HttpProtocol.H2C)
                .handle((request, response) -> response.header("content-type", "application/grpc")
                        .header("trailer", "grpc-status, grpc-message")
                        .trailerHeaders(
                                trailers -> trailers.set("grpc-status", "0").set("grpc-message", "fine"))
                        .sendString(
                                request.receive().aggregate().asString(UTF_8).map(said -> who + " got " + said)))
                .bindNow();
    }

    private void greet() {
        try {
            while (true) {
                Socket socket = greeter.accept();
                Thread.ofVirtual().start(() -> greet(socket));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private static void greet(Socket socket) {
        try (socket) {
            socket.getOutputStream().write("220 ready\r\n".getBytes(ISO_8859_1));
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException gone) {
            // The other side is over.
        }
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    private String problems() {
        return Ask.get("localhost", "/api/problems")
                .to(gateway.managementPort())
                .text();
    }
}
