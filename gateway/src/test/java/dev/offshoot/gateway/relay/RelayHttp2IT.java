package dev.offshoot.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.offshoot.routing.decision.UpstreamProtocol;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;

/** HTTP/2 on either side, without TLS. */
class RelayHttp2IT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new TestGateway();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** What a client gets. */
    record Answer(int status, HttpHeaders headers, String body, HttpHeaders trailers) {}

    private static HttpClient client() {
        return HttpClient.newConnection()
                .protocol(HttpProtocol.H2C)
                .host("127.0.0.1")
                .port(gateway.port())
                .headers(headers -> headers.set("host", "a"));
    }

    private static Mono<Answer> get(String path) {
        return client().get()
                .uri(path)
                .responseSingle((response, body) -> body.asString()
                        .defaultIfEmpty("")
                        .flatMap(text -> response.trailerHeaders()
                                .map(trailers -> new Answer(
                                        response.status().code(), response.responseHeaders(), text, trailers))));
    }

    private static Mono<Answer> post(String path, String content) {
        return client().post()
                .uri(path)
                .send(Flux.just(content.substring(0, 1), content.substring(1))
                        .map(part -> Unpooled.copiedBuffer(part, StandardCharsets.UTF_8)))
                .responseSingle((response, body) -> body.asString()
                        .defaultIfEmpty("")
                        .flatMap(text -> response.trailerHeaders()
                                .map(trailers -> new Answer(
                                        response.status().code(), response.responseHeaders(), text, trailers))));
    }

    @Test
    void http2ClientIsAnsweredByAnHttp1Endpoint() throws IOException {
        try (RawServer server = RawServer.answering(wire -> {
            Wire.Message request = wire.message();
            String seen = request.head().line() + " " + request.head().names() + request.body();
            wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\nX-Sum: 42\r\n\r\n"
                    .formatted(seen.length(), seen));
        })) {
            gateway.target("a", UpstreamProtocol.HTTP1, server.port());

            Answer got = get("/g").block(LIMIT);
            Answer posted = post("/p", "hello").block(LIMIT);

            assertThat(got.body())
                    .startsWith("GET /g HTTP/1.1 ")
                    .contains("host")
                    .doesNotContain("x-http2", "transfer-encoding", "content-length");
            assertThat(got.headers().names())
                    .noneMatch(name -> name.startsWith("x-http2") && !name.endsWith("stream-id"));
            assertThat(got.trailers().get("x-sum")).isEqualTo("42");
            assertThat(posted.body())
                    .startsWith("POST /p HTTP/1.1 ")
                    .contains("transfer-encoding")
                    .endsWith("hello");
        }
    }

    @Test
    void http1ClientIsAnsweredByAnHttp2EndpointWithTrailersBothWays() throws IOException {
        try (Http2Endpoint endpoint = new Http2Endpoint(100, stream -> {
            stream.headers(new DefaultHttp2Headers().status("103").add("link", "</a.css>"), false);
            stream.headers(new DefaultHttp2Headers().status("200").add("x-a", "b"), false);
            stream.data(
                    stream.headers.authority() + " " + stream.path() + " " + stream.body + " "
                            + stream.trailers.get("x-rt"),
                    false);
            stream.headers(new DefaultHttp2Headers().add("x-sum", "42"), true);
        })) {
            gateway.target("a", UpstreamProtocol.H2C, endpoint.port());
            try (Wire client = Wire.to(gateway.port())) {
                for (int i = 0; i < 2; i++) {
                    client.send("POST /x?y HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "3\r\nabc\r\n0\r\nX-Rt: 7\r\n\r\n");
                    Wire.Head hints = client.head();
                    Wire.Message answer = client.message();

                    assertThat(hints.status()).isEqualTo(103);
                    assertThat(answer.head().names()).containsExactly("transfer-encoding", "x-a", "x-edited");
                    assertThat(answer.body()).isEqualTo("a /x?y abc 7");
                    assertThat(answer.trailers()).isEqualTo(List.of("x-sum: 42"));
                }
            }
            assertThat(endpoint.connections).hasSize(1);
        }
    }

    @Test
    void grpcErrorWithoutMessagesKeepsItsMetadata() {
        try (Http2Endpoint endpoint = new Http2Endpoint(
                100,
                stream -> stream.headers(
                        new DefaultHttp2Headers()
                                .status("200")
                                .add("content-type", "application/grpc")
                                .add("grpc-status", "5")
                                .add("grpc-status-details-bin", "AQI"),
                        true))) {
            gateway.target("a", UpstreamProtocol.GRPC, endpoint.port());

            Answer answer = post("/t.T/Call", "x").block(LIMIT);

            assertThat(answer.headers().get("grpc-status")).isEqualTo("5");
            assertThat(answer.headers().get("grpc-status-details-bin")).isEqualTo("AQI");
        }
    }

    @Test
    void teTrailersReachesTheEndpoint() {
        try (Http2Endpoint endpoint =
                new Http2Endpoint(100, stream -> stream.reply("te " + stream.headers.get("te")))) {
            gateway.target("a", UpstreamProtocol.GRPC, endpoint.port());

            String body = client().headers(headers -> headers.set("te", "trailers"))
                    .get()
                    .uri("/")
                    .responseContent()
                    .aggregate()
                    .asString()
                    .block(LIMIT);

            assertThat(body).isEqualTo("te trailers");
        }
    }

    /** Each is answered only when all are there. */
    @Test
    void streamsBeyondThePeersLimitGetAnotherConnection() {
        List<Http2Endpoint.Stream> waiting = new CopyOnWriteArrayList<>();
        try (Http2Endpoint endpoint = new Http2Endpoint(3, stream -> {
            waiting.add(stream);
            if (waiting.size() == 10) {
                waiting.forEach(each -> each.reply("ok"));
            }
        })) {
            gateway.target("a", UpstreamProtocol.H2C, endpoint.port());

            List<String> bodies = Flux.range(0, 10)
                    .flatMap(i -> get("/" + i), 10)
                    .map(Answer::body)
                    .collectList()
                    .block(LIMIT);

            assertThat(bodies).hasSize(10).containsOnly("ok");
            assertThat(endpoint.connections).hasSizeGreaterThanOrEqualTo(4);
        }
    }

    @Test
    void refusedStreamIsSentAgainWithItsBody() {
        AtomicInteger requests = new AtomicInteger();
        try (Http2Endpoint endpoint = new Http2Endpoint(100, stream -> {
            if (requests.incrementAndGet() == 1) {
                stream.reset(Http2Error.REFUSED_STREAM);
            } else {
                stream.reply("second " + stream.body);
            }
        })) {
            gateway.target("a", UpstreamProtocol.H2C, endpoint.port());

            Answer answer = post("/", "hello").block(LIMIT);

            assertThat(answer.body()).isEqualTo("second hello");
            assertThat(requests).hasValue(2);
        }
    }

    @Test
    void connectionThatGoesAwayTakesNoNewStreams() {
        AtomicBoolean first = new AtomicBoolean(true);
        try (Http2Endpoint endpoint = new Http2Endpoint(100, stream -> {
            if (first.getAndSet(false)) {
                stream.goAwayWithoutProcessing();
            }
            stream.reply("ok");
        })) {
            gateway.target("a", UpstreamProtocol.H2C, endpoint.port());

            assertThat(get("/1").block(LIMIT).body()).isEqualTo("ok");
            assertThat(get("/2").block(LIMIT).body()).isEqualTo("ok");
            assertThat(endpoint.connections).hasSizeGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void streamThatBreaksInTheMiddleIsSeenAsBroken() throws IOException {
        try (Http2Endpoint endpoint = new Http2Endpoint(100, stream -> {
            stream.headers(new DefaultHttp2Headers().status("200"), false);
            stream.data("part", false);
            stream.channel
                    .eventLoop()
                    .schedule(() -> stream.reset(Http2Error.INTERNAL_ERROR), 100, TimeUnit.MILLISECONDS);
        })) {
            gateway.target("a", UpstreamProtocol.H2C, endpoint.port());

            assertThatThrownBy(() -> get("/").block(LIMIT)).isNotNull();
            try (Wire client = Wire.to(gateway.port())) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                client.head();
                assertThat(client.chunk()).isEqualTo("part");
                assertThatThrownBy(client::chunk).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void clientThatCancelsCancelsTheUpstreamStream() {
        AtomicBoolean closed = new AtomicBoolean();
        try (Http2Endpoint endpoint = new Http2Endpoint(100, stream -> {
            stream.channel.closeFuture().addListener(done -> closed.set(true));
            stream.headers(new DefaultHttp2Headers().status("200"), false);
            stream.data("part", false);
        })) {
            gateway.target("a", UpstreamProtocol.H2C, endpoint.port());

            client().get().uri("/").responseContent().asString().blockFirst(LIMIT);

            await().untilAsserted(() -> assertThat(closed).isTrue());
            assertThat(endpoint.connections).allMatch(Channel::isActive);
        }
    }

    @Test
    void clientThatDoesNotReadLeavesOthersOnTheSameConnectionAlone() throws IOException {
        String block = "z".repeat(1 << 20);
        try (Http2Endpoint endpoint = new Http2Endpoint(100, stream -> {
            if (stream.path().equals("/small")) {
                stream.reply("small");
                return;
            }
            stream.headers(new DefaultHttp2Headers().status("200"), false);
            for (int i = 0; i < 24; i++) {
                stream.data(block, i == 23);
            }
        })) {
            gateway.target("a", UpstreamProtocol.H2C, endpoint.port());
            List<Wire> clients = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Wire slow = Wire.to(gateway.port()).send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
                slow.head();
                clients.add(slow);
            }
            for (int i = 0; i < 8; i++) {
                try (Wire quick = Wire.to(gateway.port())) {
                    quick.send("GET /small HTTP/1.1\r\nHost: a\r\n\r\n");
                    assertThat(quick.message().body()).isEqualTo("small");
                }
            }
            for (Wire slow : clients) {
                slow.close();
            }
        }
    }

    /** Each message is answered before the next is sent, as a gRPC bidirectional stream does. */
    @Test
    void bothDirectionsFlowAtOnce() {
        DisposableServer echo = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .protocol(HttpProtocol.H2C)
                .handle((in, out) -> out.sendObject(in.receive().retain(), each -> true))
                .bindNow();
        try {
            gateway.target("a", UpstreamProtocol.H2C, echo.port());
            Sinks.Many<String> messages = Sinks.many().unicast().onBackpressureBuffer();
            messages.tryEmitNext("0");

            List<String> answers = client().post()
                    .uri("/")
                    .send((request, out) -> out.sendObject(
                            messages.asFlux().map(text -> Unpooled.copiedBuffer(text, StandardCharsets.UTF_8)),
                            each -> true))
                    .responseContent()
                    .asString()
                    .doOnNext(answer -> {
                        if (answer.equals("4")) {
                            messages.tryEmitComplete();
                        } else {
                            messages.tryEmitNext(String.valueOf(Integer.parseInt(answer) + 1));
                        }
                    })
                    .collectList()
                    .block(LIMIT);

            assertThat(answers).containsExactly("0", "1", "2", "3", "4");
        } finally {
            echo.disposeNow();
        }
    }

    @Test
    void endpointThatDoesNotSpeakHttp2IsNamed() throws IOException {
        try (RawServer server =
                new RawServer(wire -> wire.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"))) {
            gateway.target("a", UpstreamProtocol.H2C, server.port());

            Answer answer = get("/").block(LIMIT);

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).contains("127.0.0.1:" + server.port(), "HTTP/2");
        }
    }

    /** 64 MiB over two gateways: HTTP/1.1, then HTTP/2, then HTTP/1.1, with an endpoint that is slow to begin. */
    @Test
    void largeBodiesFlowThroughHttp2BothWays() throws IOException {
        long size = 64L << 20;
        try (TestGateway second = new TestGateway();
                RawServer server = RawServer.answering(wire -> {
                    Wire.Head head = wire.head();
                    assertThat(wire.skip(size)).isEqualTo(size);
                    wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
                    byte[] block = new byte[1 << 16];
                    for (long sent = 0; sent < size; sent += block.length) {
                        wire.send(block);
                    }
                    assertThat(head.field("content-length")).isEqualTo(String.valueOf(size));
                })) {
            gateway.target("a", UpstreamProtocol.H2C, second.port());
            second.target("a", UpstreamProtocol.HTTP1, server.port());
            try (Wire client = Wire.to(gateway.port())) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n");
                byte[] block = new byte[1 << 16];
                for (long sent = 0; sent < size; sent += block.length) {
                    client.send(block);
                }
                assertThat(client.head().status()).isEqualTo(200);
                assertThat(client.skip(size)).isEqualTo(size);
            }
        }
    }
}
