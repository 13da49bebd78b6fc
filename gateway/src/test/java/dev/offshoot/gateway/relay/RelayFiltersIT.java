package dev.offshoot.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Spring Cloud Gateway's own filters around the relay. */
class RelayFiltersIT {
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
        server.close();
    }

    private void serveEcho() {
        server = RawServer.answering(RelayFiltersIT::echo);
    }

    private static void echo(Wire wire) throws IOException {
        Wire.Message request = wire.message();
        String seen =
                request.head().line() + "\n" + String.join("\n", request.head().fields()) + "\n\n" + request.body();
        wire.send("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-C: theirs\r\nContent-Length: " + seen.length()
                + "\r\n\r\n" + seen);
    }

    private static Wire.Message ask(String request) throws IOException {
        try (Wire client = Wire.to(gateway.port())) {
            return client.send(request).message();
        }
    }

    @Test
    void stockFiltersWorkTogether() throws IOException {
        serveEcho();
        gateway.filtered(
                "f",
                server.port(),
                filters -> filters.stripPrefix(1)
                        .addRequestHeader("X-A", "1")
                        .addRequestParameter("q", "9")
                        .addResponseHeader("X-B", "2")
                        .setResponseHeader("X-C", "3")
                        .secureHeaders()
                        .modifyRequestBody(
                                String.class,
                                String.class,
                                (exchange, body) -> Mono.just(body == null ? "" : body.toUpperCase(Locale.ROOT) + "!"))
                        .modifyResponseBody(
                                String.class, String.class, (exchange, body) -> Mono.just("<<" + body + ">>")));
        for (int i = 0; i < 3; i++) {
            Wire.Message answer = ask("POST /one/two?x=y HTTP/1.1\r\nHost: f\r\nContent-Type: text/plain\r\n"
                    + "Content-Length: 5\r\n\r\nhello");

            assertThat(answer.body())
                    .startsWith("<<POST /two?x=y&q=9 HTTP/1.1\n")
                    .contains("\nX-A: 1\n")
                    .endsWith("\n\nHELLO!>>");
            assertThat(answer.head().field("x-b")).isEqualTo("2");
            assertThat(answer.head().field("x-c")).isEqualTo("3");
            assertThat(answer.head().field("x-frame-options")).isEqualTo("DENY");
        }
    }

    @Test
    void filterThatOnlyAddsAHeaderLeavesTheTargetAsItCame() throws IOException {
        serveEcho();
        gateway.filtered("f", server.port(), filters -> filters.addRequestHeader("X-A", "1"));

        Wire.Message answer = ask(
                "POST /a%2Fb//c;d?e=%5B&f HTTP/1.1\r\nHost: f\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");

        assertThat(answer.body())
                .startsWith("POST /a%2Fb//c;d?e=%5B&f HTTP/1.1\n")
                .contains("X-A: 1")
                .endsWith("\n\nabc");
    }

    @Test
    void largeBodiesPassThroughFiltersThatChangeOnlyHeads() throws IOException {
        long size = 64L << 20;
        server = RawServer.answering(wire -> {
            wire.head();
            wire.skip(size);
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
            byte[] block = new byte[1 << 16];
            for (long sent = 0; sent < size; sent += block.length) {
                wire.send(block);
            }
        });
        gateway.filtered(
                "f",
                server.port(),
                filters -> filters.addRequestHeader("X-A", "1")
                        .modifyResponseBody(
                                byte[].class,
                                Integer.class,
                                (exchange, body) -> Mono.just(body == null ? 0 : body.length)));
        gateway.filtered(
                "g",
                server.port(),
                filters -> filters.addRequestHeader("X-A", "1").addResponseHeader("X-B", "2"));
        try (Wire client = Wire.to(gateway.port())) {
            client.send("POST / HTTP/1.1\r\nHost: g\r\nContent-Length: " + size + "\r\n\r\n");
            byte[] block = new byte[1 << 16];
            for (long sent = 0; sent < size; sent += block.length) {
                client.send(block);
            }
            assertThat(client.head().field("x-b")).isEqualTo("2");
            assertThat(client.skip(size)).isEqualTo(size);
        }
    }

    @Test
    void filterThatChangesThreadsIsFollowed() throws IOException {
        serveEcho();
        gateway.filtered(
                "f",
                server.port(),
                filters -> filters.filter((exchange, chain) -> Mono.delay(Duration.ofMillis(1), Schedulers.parallel())
                        .then(chain.filter(exchange))
                        .then(Mono.delay(Duration.ofMillis(1), Schedulers.parallel())
                                .then())));

        Wire.Message answer = ask("POST / HTTP/1.1\r\nHost: f\r\nContent-Length: 3\r\n\r\nabc");

        assertThat(answer.body()).endsWith("\n\nabc");
    }

    @Test
    void retryFilterAsksAgainAndShowsOnlyTheLastAnswer() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        server = RawServer.answering(wire -> {
            wire.message();
            boolean first = requests.incrementAndGet() == 1;
            wire.send(
                    first
                            ? "HTTP/1.1 503 Busy\r\nX-First: 1\r\nContent-Length: 4\r\n\r\nbusy"
                            : "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine");
        });
        gateway.filtered(
                "f",
                server.port(),
                filters -> filters.retry(retry ->
                        retry.setRetries(2).setMethods(HttpMethod.GET).setStatuses(HttpStatus.SERVICE_UNAVAILABLE)));

        Wire.Message answer = ask("GET / HTTP/1.1\r\nHost: f\r\n\r\n");

        assertThat(answer.head().status()).isEqualTo(200);
        assertThat(answer.head().field("x-first")).isNull();
        assertThat(answer.body()).isEqualTo("fine");
        assertThat(requests).hasValue(2);
    }

    @Test
    void filterThatAnswersItselfEndsTheRequest() throws IOException {
        serveEcho();
        gateway.filtered(
                "f",
                server.port(),
                filters -> filters.setStatus(HttpStatus.ACCEPTED)
                        .redirect(302, URI.create("http://elsewhere/").toString()));

        Wire.Message answer = ask("GET / HTTP/1.1\r\nHost: f\r\n\r\n");

        assertThat(answer.head().status()).isIn(302, 202);
        assertThat(server.connections()).isLessThanOrEqualTo(1);
    }

    @Test
    void failureAfterTheHeadCameShowsNothingOfIt() throws IOException {
        serveEcho();
        gateway.filtered(
                "f",
                server.port(),
                filters -> filters.filter((exchange, chain) ->
                        chain.filter(exchange).then(Mono.error(new IllegalStateException("after the head")))));

        Wire.Message answer = ask("GET / HTTP/1.1\r\nHost: f\r\n\r\n");

        assertThat(answer.head().status()).isEqualTo(500);
        assertThat(answer.head().field("x-c")).isNull();
    }

    @Test
    void corsHeadersOfTheGatewayStandBesideTheUpstreams() throws IOException {
        serveEcho();
        gateway.filtered(
                "f",
                server.port(),
                filters -> filters.filter((exchange, chain) -> {
                    exchange.getResponse().getHeaders().add("X-Before", "1");
                    return chain.filter(exchange);
                }));

        Wire.Message answer = ask("GET / HTTP/1.1\r\nHost: f\r\n\r\n");

        assertThat(answer.head().names())
                .containsExactly("content-length", "content-type", "x-before", "x-c", "x-edited");
    }
}
