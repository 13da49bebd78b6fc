package dev.offshoot.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.routing.decision.UpstreamProtocol;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** HTTP/1.1 on both sides, seen on the wire. */
class RelayHttp1IT {
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

    /** An endpoint for host {@code a}. */
    private void serve(RawServer.Script script) {
        server = RawServer.answering(script);
        gateway.target("a", UpstreamProtocol.HTTP1, server.port());
    }

    private Wire client() throws IOException {
        return Wire.to(gateway.port());
    }

    /** Answers with what it got. */
    private static void echo(Wire wire) throws IOException {
        Wire.Message request = wire.message();
        String body = String.join(
                "\n", request.head().line(), String.join("\n", request.head().fields()), "", request.body());
        wire.send("HTTP/1.1 200 Fine\r\nX-From: server\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    @Test
    void getArrivesAsItWasSent() throws IOException {
        serve(RelayHttp1IT::echo);
        try (Wire client = client()) {
            client.send(
                    "GET /a%2Fb//c?x=%5B1 HTTP/1.1\r\nHost: a\r\nCookie: b=c\r\nConnection: x-mine\r\nX-Mine: 1\r\n\r\n");

            Wire.Message response = client.message();

            assertThat(response.head().line()).isEqualTo("HTTP/1.1 200 Fine");
            assertThat(response.head().names()).containsExactly("content-length", "x-edited", "x-from");
            assertThat(response.body().lines())
                    .containsExactly(
                            "GET /a%2Fb//c?x=%5B1 HTTP/1.1",
                            "Host: a",
                            "Cookie: b=c",
                            "x-forwarded-for: 127.0.0.1",
                            "x-forwarded-proto: http",
                            "x-forwarded-host: a",
                            "x-edited: request",
                            "");
        }
    }

    @Test
    void nothingIsAddedToAnInterceptedCallButTheContext() throws IOException {
        serve(RelayHttp1IT::echo);
        gateway.target("intercepted", UpstreamProtocol.HTTP1, server.port());
        try (Wire client = client()) {
            client.send("GET / HTTP/1.1\r\nHost: intercepted\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n");

            assertThat(client.message().body().lines())
                    .containsExactly(
                            "GET / HTTP/1.1", "Host: intercepted", "X-Forwarded-For: 1.2.3.4", "x-edited: request", "");
        }
    }

    @Test
    void requestsFollowEachOtherOnOneConnectionPerSide() throws IOException {
        serve(RelayHttp1IT::echo);
        try (Wire client = client()) {
            for (int i = 0; i < 20; i++) {
                client.send("GET /" + i + " HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(client.message().body()).startsWith("GET /" + i + " ");
            }
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void postKeepsItsLength() throws IOException {
        serve(RelayHttp1IT::echo);
        try (Wire client = client()) {
            client.send("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");

            String seen = client.message().body();

            assertThat(seen)
                    .contains("\nContent-Length: 5\n")
                    .endsWith("\n\nhello")
                    .doesNotContain("ransfer-");
        }
    }

    @Test
    void postWithoutContentIsNotChunked() throws IOException {
        serve(RelayHttp1IT::echo);
        try (Wire client = client()) {
            client.send("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");

            assertThat(client.message().body())
                    .contains("\nContent-Length: 0\n")
                    .doesNotContain("ransfer-");
        }
    }

    @Test
    void chunksAndTrailersPassBothWays() throws IOException {
        serve(wire -> {
            Wire.Message request = wire.message();
            String body = request.body() + request.trailers();
            wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\nX-Sum: 42\r\n\r\n"
                    .formatted(body.length(), body));
        });
        try (Wire client = client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTrailer: x-rt\r\n\r\n"
                    + "3\r\nabc\r\n2\r\nde\r\n0\r\nX-Rt: 7\r\n\r\n");

            Wire.Message response = client.message();

            assertThat(response.body()).isEqualTo("abcde[X-Rt: 7]");
            assertThat(response.trailers()).isEqualTo(List.of("X-Sum: 42"));
        }
    }

    @Test
    void responsesWithoutBodyStayWithout() throws IOException {
        serve(wire -> {
            Wire.Head request = wire.head();
            wire.send(
                    request.line().startsWith("HEAD")
                            ? "HTTP/1.1 200 OK\r\nContent-Length: 777\r\n\r\n"
                            : request.line().contains("/304")
                                    ? "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n"
                                    : "HTTP/1.1 204 No Content\r\n\r\n");
        });
        try (Wire client = client()) {
            client.send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n");
            Wire.Head head = client.head();
            client.send("GET /304 HTTP/1.1\r\nHost: a\r\n\r\n");
            Wire.Head notModified = client.head();
            client.send("GET /204 HTTP/1.1\r\nHost: a\r\n\r\n");
            Wire.Head noContent = client.head();

            assertThat(head.field("content-length")).isEqualTo("777");
            assertThat(notModified.names()).containsExactly("etag", "x-edited");
            assertThat(noContent.names()).containsExactly("x-edited");
        }
    }

    @Test
    void hopByHopHeadersOfResponsesEndHere() throws IOException {
        serve(wire -> {
            wire.head();
            wire.send("HTTP/1.1 200 OK\r\nConnection: keep-alive, x-mine\r\nKeep-Alive: timeout=5\r\nX-Mine: 1\r\n"
                    + "Set-Cookie: a\r\nSet-Cookie: b\r\nContent-Length: 0\r\n\r\n");
        });
        try (Wire client = client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

            assertThat(client.head().names()).containsExactly("content-length", "set-cookie", "set-cookie", "x-edited");
        }
    }

    @Test
    void headThatCantBePassedOnIsTheEndpointsFault() throws IOException {
        serve(wire -> {
            wire.head();
            wire.send("HTTP/1.1 200 OK\r\nX-Unbearable: 1\r\nContent-Length: 2\r\n\r\nno");
        });
        try (Wire client = client()) {
            for (int i = 0; i < 2; i++) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                Wire.Message answer = client.message();

                assertThat(answer.head().status()).isEqualTo(502);
                assertThat(answer.head().field("x-unbearable")).isNull();
                assertThat(answer.body()).contains("unbearable");
            }
        }
    }
}
