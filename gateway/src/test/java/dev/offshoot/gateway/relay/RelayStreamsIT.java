package dev.offshoot.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.offshoot.routing.decision.UpstreamProtocol;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What streams, waits, breaks off or comes early, on HTTP/1.1. */
class RelayStreamsIT {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private static TestGateway gateway;
    private RawServer server;

    @BeforeAll
    static void start() {
        gateway = new TestGateway();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @AfterEach
    void closeServer() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    private void serve(RawServer.Script script) {
        server = RawServer.answering(script);
        gateway.target("a", UpstreamProtocol.HTTP1, server.port());
    }

    private Wire client() throws IOException {
        return Wire.to(gateway.port());
    }

    @Test
    void eventsArriveBeforeTheNextIsSent() throws Exception {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        serve(wire -> {
            wire.head();
            wire.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (true) {
                String event = take(events);
                wire.send("%x\r\n%s\r\n".formatted(event.length(), event));
            }
        });
        try (Wire client = client()) {
            client.send(GET);

            assertThat(client.head().status()).isEqualTo(200);
            for (int i = 0; i < 3; i++) {
                events.add("data: " + i + "\n\n");
                assertThat(client.chunk()).isEqualTo("data: " + i + "\n\n");
            }
        }
    }

    @Test
    void earlyHintsPassAndTheConnectionGoesOn() throws IOException {
        serve(wire -> {
            wire.head();
            wire.send("HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n");
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
        try (Wire client = client()) {
            client.send(GET);
            Wire.Head hints = client.head();
            Wire.Message response = client.message();
            client.send(GET);

            assertThat(hints.status()).isEqualTo(103);
            assertThat(hints.fields()).containsExactly("Link: </a.css>; rel=preload");
            assertThat(response.body()).isEqualTo("ok");
            assertThat(client.head().status()).isEqualTo(103);
        }
    }

    @Test
    void endpointIsAskedBeforeTheClientIsToldToGoOn() throws IOException {
        serve(wire -> {
            Wire.Head request = wire.head();
            if (request.line().contains("/no")) {
                wire.send("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                wire.close();
                return;
            }
            wire.send("HTTP/1.1 100 Continue\r\n\r\n");
            String body = wire.bytes(5);
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + body);
        });
        String rest = " HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";
        try (Wire client = client()) {
            client.send("POST /yes" + rest);
            Wire.Head goOn = client.head();
            client.send("hello");
            Wire.Message answer = client.message();

            assertThat(goOn.status()).isEqualTo(100);
            assertThat(answer.body()).isEqualTo("hello");
        }
        try (Wire client = client()) {
            client.send("POST /no" + rest);

            assertThat(client.head().status()).isEqualTo(413);
        }
    }

    @Test
    void endpointThatIgnoresTheExpectationGetsTheBodyAnyway() throws IOException {
        serve(wire -> {
            Wire.Message request = wire.message();
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + request.body());
        });
        try (Wire client = client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello");

            assertThat(client.head().status()).isEqualTo(100);
            assertThat(client.message().body()).isEqualTo("hello");
        }
    }

    @Test
    void answerThatComesBeforeTheUploadEndsReachesTheClient() throws IOException {
        serve(wire -> {
            wire.head();
            wire.send("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig");
        });
        try (Wire client = client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nonly this");

            Wire.Message answer = client.message();

            assertThat(answer.head().status()).isEqualTo(413);
            assertThat(answer.body()).isEqualTo("big");
            client.send(new byte[1_000_000 - 9]).send(GET);
            assertThat(client.head().status()).isEqualTo(413);
        }
    }

    @Test
    void truncatedBodyIsSeenAsTruncated() throws IOException {
        serve(wire -> {
            boolean chunked = wire.head().line().contains("/chunked");
            wire.send(
                    chunked
                            ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
                            : "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
            wire.close();
        });
        try (Wire client = client()) {
            client.send("GET /length HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.head().field("content-length")).isEqualTo("100");
            assertThat(client.bytes(3)).isEqualTo("abc");
            assertThatThrownBy(() -> client.bytes(97)).isInstanceOf(IOException.class);
        }
        try (Wire client = client()) {
            client.send("GET /chunked HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.head().status()).isEqualTo(200);
            assertThatThrownBy(() -> {
                        while (true) {
                            client.chunk();
                        }
                    })
                    .isInstanceOfAny(EOFException.class, IOException.class);
        }
    }

    @Test
    void bodyThatEndsWithTheConnectionIsWhole() throws IOException {
        serve(wire -> {
            wire.head();
            wire.send("HTTP/1.1 200 OK\r\n\r\nuntil close");
            wire.close();
        });
        try (Wire client = client()) {
            client.send(GET);
            assertThat(client.message().body()).isEqualTo("until close");
        }
        try (Wire client = client()) {
            client.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
            Wire.Head head = client.head();
            assertThat(head.field("transfer-encoding")).isNull();
            assertThat(client.bytes(11)).isEqualTo("until close");
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void endpointThatClosesOrTalksNonsenseIsNamed() throws IOException {
        serve(wire -> {
            if (wire.head().line().contains("/nonsense")) {
                wire.send("SSH-2.0-OpenSSH\r\n\r\n");
            }
            wire.close();
        });
        for (String path : new String[] {"/close", "/nonsense"}) {
            try (Wire client = client()) {
                client.send("POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");

                Wire.Message answer = client.message();

                assertThat(answer.head().status()).isEqualTo(502);
                assertThat(answer.head().field("x-offshoot-error")).isEqualTo("upstream-broke");
                assertThat(answer.body()).contains("127.0.0.1:" + server.port(), "default/orders");
            }
        }
    }

    /** The endpoint has sent all that the sockets and buffers take, and then nothing more. */
    @Test
    void clientThatDoesNotReadHoldsTheEndpoint() throws IOException {
        long size = 300L << 20;
        AtomicLong sent = new AtomicLong();
        serve(wire -> {
            wire.head();
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
            byte[] block = new byte[1 << 16];
            while (sent.get() < size) {
                wire.send(block);
                sent.addAndGet(block.length);
            }
        });
        try (Wire client = client()) {
            client.send(GET);
            client.head();
            long held = settled(sent);

            assertThat(held).isBetween(1L, 64L << 20);
            assertThat(client.skip(size)).isEqualTo(size);
        }
    }

    @Test
    void endpointThatDoesNotReadHoldsTheClient() throws Exception {
        long size = 300L << 20;
        AtomicLong sent = new AtomicLong();
        BlockingQueue<String> goOn = new LinkedBlockingQueue<>();
        AtomicReference<IOException> failure = new AtomicReference<>();
        serve(wire -> {
            wire.head();
            take(goOn);
            long got = wire.skip(size);
            String answer = String.valueOf(got);
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + answer.length() + "\r\n\r\n" + answer);
        });
        try (Wire client = client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n");
            Thread writer = Thread.ofVirtual().start(() -> {
                byte[] block = new byte[1 << 16];
                try {
                    while (sent.get() < size) {
                        client.send(block);
                        sent.addAndGet(block.length);
                    }
                } catch (IOException e) {
                    failure.set(e);
                }
            });
            long held = settled(sent);
            goOn.add("go");

            assertThat(client.message().body()).isEqualTo(String.valueOf(size));
            assertThat(held).isBetween(1L, 64L << 20);
            writer.join();
            assertThat(failure.get()).isNull();
        }
    }

    @Test
    void clientThatLeavesEndsTheUpstreamRequest() throws IOException {
        AtomicReference<Boolean> ended = new AtomicReference<>(false);
        serve(wire -> {
            wire.head();
            wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n");
            ended.set(wire.ended());
            wire.close();
        });
        try (Wire client = client()) {
            client.send(GET);
            client.head();
            assertThat(client.chunk()).isEqualTo("x");
        }
        await().untilAsserted(() -> assertThat(ended.get()).isTrue());
    }

    /** The value once it has stopped growing. */
    private static long settled(AtomicLong value) {
        AtomicLong before = new AtomicLong(-1);
        await().pollInterval(java.time.Duration.ofMillis(400))
                .atMost(java.time.Duration.ofSeconds(20))
                .until(() -> value.get() > 0 && before.getAndSet(value.get()) == value.get());
        return value.get();
    }

    private static String take(BlockingQueue<String> queue) throws IOException {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
