package dev.offshoot.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.routing.decision.UpstreamProtocol;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.WebsocketServerSpec;

/** WebSockets and other upgrades. */
class RelayUpgradeIT {
    private static TestGateway gateway;
    private static DisposableServer sockets;

    @BeforeAll
    static void start() {
        gateway = new TestGateway();
        WebsocketServerSpec spec = WebsocketServerSpec.builder()
                .protocols("p2")
                .maxFramePayloadLength(1 << 24)
                .build();
        sockets = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(routes -> routes.ws(
                                "/echo",
                                (in, out) -> out.sendObject(
                                        Flux.from(in.aggregateFrames(1 << 24).receiveFrames())
                                                .map(frame -> frame.retain())),
                                spec)
                        .ws("/bye", (in, out) -> out.sendClose(4001, "bye"), spec))
                .bindNow();
        gateway.target("localhost:" + gateway.port(), UpstreamProtocol.HTTP1, sockets.port());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        sockets.disposeNow();
    }

    /** Collects what a WebSocket hears. */
    private static final class Hearer implements WebSocket.Listener {
        final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();
        private int bytes;

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                heard.add("text " + text);
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            bytes += data.remaining();
            if (last) {
                heard.add("bytes " + bytes);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            heard.add("close " + code + " " + reason);
            return null;
        }

        String next() throws InterruptedException {
            return heard.poll(20, TimeUnit.SECONDS);
        }
    }

    private static WebSocket connect(String path, Hearer hearer) {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("p1", "p2")
                .buildAsync(URI.create("ws://localhost:" + gateway.port() + path), hearer)
                .join();
    }

    @Test
    void webSocketSpeaksToTheEndpointItself() throws InterruptedException {
        Hearer hearer = new Hearer();
        WebSocket socket = connect("/echo", hearer);

        assertThat(socket.getSubprotocol()).isEqualTo("p2");
        socket.sendText("hello", true).join();
        assertThat(hearer.next()).isEqualTo("text hello");
        socket.sendBinary(ByteBuffer.allocate(5 << 20), true).join();
        assertThat(hearer.next()).isEqualTo("bytes " + (5 << 20));
        socket.sendClose(4002, "enough").join();
        assertThat(hearer.next()).isEqualTo("close 4002 enough");
    }

    @Test
    void closeCodeAndReasonOfTheEndpointArrive() throws InterruptedException {
        Hearer hearer = new Hearer();
        connect("/bye", hearer);

        assertThat(hearer.next()).isEqualTo("close 4001 bye");
    }

    /** Bytes right behind the 101, whatever the protocol; then a half-close. */
    @Test
    void anyUpgradeIsABytePipe() throws IOException {
        try (RawServer server = new RawServer(wire -> {
            assertThat(wire.head().field("upgrade")).isEqualTo("tcp");
            wire.send("HTTP/1.1 101 Switching\r\nUpgrade: tcp\r\nConnection: Upgrade\r\n\r\nGREETING");
            String got = wire.bytes(4);
            assertThat(wire.ended()).isTrue();
            wire.send("got " + got);
        })) {
            gateway.target("raw", UpstreamProtocol.HTTP1, server.port());
            try (Wire client = Wire.to(gateway.port())) {
                client.send("GET / HTTP/1.1\r\nHost: raw\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");

                Wire.Head switched = client.head();
                assertThat(switched.status()).isEqualTo(101);
                assertThat(switched.field("upgrade")).isEqualTo("tcp");
                assertThat(client.bytes(8)).isEqualTo("GREETING");
                client.send("ping");
                client.socket.shutdownOutput();
                assertThat(client.bytes(8)).isEqualTo("got ping");
                assertThat(client.ended()).isTrue();
            }
        }
    }

    @Test
    void refusedUpgradeIsAnOrdinaryAnswer() throws IOException {
        try (RawServer server = RawServer.answering(wire -> {
            wire.head();
            wire.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
        })) {
            gateway.target("raw", UpstreamProtocol.HTTP1, server.port());
            try (Wire client = Wire.to(gateway.port())) {
                for (int i = 0; i < 2; i++) {
                    client.send("GET / HTTP/1.1\r\nHost: raw\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
                    assertThat(client.message().head().status()).isEqualTo(403);
                }
            }
        }
    }
}
