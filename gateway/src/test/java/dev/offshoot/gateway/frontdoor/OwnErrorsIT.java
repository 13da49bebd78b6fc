package dev.offshoot.gateway.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;

/** The errors that the gateway answers itself: their form for each client, and that they name what is wrong. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OwnErrorsIT {
    private final Origin web = new Origin("default/web");
    private FrontDoor gateway;

    @BeforeAll
    void start() {
        ClusterObjects cluster = new ClusterObjects()
                .root("default")
                .child("alice", "default")
                .served("default", "web", web, "expose=true");
        cluster.service("default", "down", "expose=true").port("http", 80).endpoints("http", FrontDoor.freePort());
        gateway = FrontDoor.open(cluster);
    }

    @AfterAll
    void stop() {
        gateway.close();
        web.close();
    }

    @Test
    void aProblemDocumentNamesTheValueTheSpaceAndTheNearest() {
        Reply reply = gateway.ask(Ask.get("alcie.s.web.localhost"));

        assertThat(reply.header("content-type")).isEqualTo("application/problem+json");
        assertThat(reply.json())
                .containsEntry("status", 404)
                .containsEntry("title", "Not Found")
                .containsEntry("code", "unknown-space")
                .containsEntry("space", "alcie")
                .containsEntry("nearest", List.of("alice"));
        assertThat((String) reply.json().get("detail")).contains("alcie", "2 spaces");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "*/* -> application/problem+json",
                "application/json -> application/problem+json",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 -> text/html;charset=utf-8",
                "application/json,text/html;q=0.5 -> application/problem+json",
                "text/html;q=0 -> application/problem+json",
                "nonsense html -> application/problem+json",
            })
    void theClientGetsTheFormThatItPrefers(String accept, String contentType) {
        Reply reply = gateway.ask(Ask.get("alcie.s.web.localhost").header("Accept", accept));

        assertThat(reply.header("content-type")).isEqualTo(contentType);
        assertThat(reply.header("x-offshoot-error")).isEqualTo("unknown-space");
    }

    @Test
    void thePageEscapesWhatTheClientSent() {
        Reply reply = gateway.ask(
                Ask.get("web.localhost").header("x-offshoot-space", "a<b>&c").header("Accept", "text/html"));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).contains("a&lt;b&gt;&amp;c").doesNotContain("<b>");
    }

    @Test
    void aGrpcClientGetsAStatusInTheOneHeaderBlock() {
        HttpHeaders headers = HttpClient.newConnection()
                .protocol(HttpProtocol.H2C)
                .headers(
                        request -> request.set("host", "alcie.s.web.localhost").set("content-type", "application/grpc"))
                .post()
                .uri("http://127.0.0.1:" + gateway.port() + "/shop.Payments/Pay")
                .send((request, out) -> out.send(Flux.empty()))
                .responseSingle((response, body) -> body.thenReturn(response.responseHeaders()
                        .copy()
                        .add("http-status", response.status().code())))
                .block();

        assertThat(headers.get("http-status")).isEqualTo("200");
        assertThat(headers.get("content-type")).isEqualTo("application/grpc");
        assertThat(headers.get("grpc-status")).isEqualTo("12");
        assertThat(headers.get("grpc-message")).startsWith("unknown-space: ").contains("alcie");
        assertThat(headers.get("x-offshoot-error")).isEqualTo("unknown-space");
    }

    @Test
    void anEndpointThatNobodyListensOnIsNamedWithItsService() {
        Reply reply = gateway.ask(Ask.get("alice.s.down.localhost"));

        assertThat(reply.who()).isEqualTo("503 upstream-unreachable");
        assertThat(reply.json()).containsEntry("service", "default/down");
        assertThat((String) reply.json().get("detail")).contains("127.0.0.1:", "default/down");
        assertThat(reply.text()).doesNotContain("Exception", "\tat ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nX: 1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: web.localhost\r\nHost: web.localhost\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: web.localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "GET nonsense HTTP/1.1\r\nHost: web.localhost\r\n\r\n",
                "GET / HTTP/9.9\r\nHost: web.localhost\r\n\r\n"
            })
    void whatNeverReachesSpringIsAnsweredInTheSameForm(String request) {
        Reply reply = Ask.raw(gateway.port(), request);

        assertThat(reply.who()).isEqualTo("400 bad-request");
        assertThat(reply.json()).containsEntry("code", "bad-request");
    }

    @ParameterizedTest
    @CsvSource({"CONNECT, 405 method-not-allowed", "TRACE, 405 method-not-allowed"})
    void methodsThatAreNoneOfAReverseProxysAreRefused(String method, String answer) {
        String target = method.equals("CONNECT") ? "web.localhost:80" : "/";

        assertThat(Ask.method(method, "web.localhost", target)
                        .to(gateway.port())
                        .who())
                .isEqualTo(answer);
    }

    @Test
    void anErrorExplainsItself() {
        Reply reply = gateway.ask(Ask.get("alcie.s.web.localhost").header("x-offshoot-explain", "1"));

        assertThat(reply.header("x-offshoot-explain"))
                .startsWith("refused: unknown-space (404)")
                .contains("alcie");
    }

    @Test
    void anErrorsHeadersAreTheSameWithoutItsBody() {
        Reply head = gateway.ask(Ask.method("HEAD", "alcie.s.web.localhost", "/"));

        assertThat(head.status()).isEqualTo(404);
        assertThat(head.header("x-offshoot-error")).isEqualTo("unknown-space");
        assertThat(head.body()).isEmpty();
    }
}
