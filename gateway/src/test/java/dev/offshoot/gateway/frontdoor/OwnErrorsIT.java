package dev.offshoot.gateway.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The errors that the gateway answers itself, in each client's form and naming what is wrong, and its explanations. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OwnErrorsIT {
    private final List<Origin> origins = new ArrayList<>();
    private final int listener = FrontDoor.freePort();
    private final StringBuilder deepest = new StringBuilder();
    private FrontDoor gateway;

    @BeforeAll
    void start() {
        ClusterObjects cluster = new ClusterObjects()
                .root("default")
                .child("alice", "default")
                .root("other")
                .served("default", "web", origin("default/web"), "expose=true")
                .served("default", "api", origin("default/api"), "expose=true")
                .listener("default", "web", "http", listener);
        cluster.service("alice", "api").port("http", 80);
        cluster.service("default", "down", "expose=true").port("http", 80).endpoints("http", FrontDoor.freePort());
        String parent = "default";
        for (int i = 0; i < 60; i++) {
            String child = "a-space-with-quite-a-long-name-so-that-lineages-get-long-" + i;
            cluster.child(child, parent);
            parent = child;
        }
        deepest.append(parent);
        gateway = FrontDoor.open(cluster);
    }

    private Origin origin(String who) {
        origins.add(new Origin(who));
        return origins.getLast();
    }

    @AfterAll
    void stop() {
        gateway.close();
        origins.forEach(Origin::close);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice--web.localhost",
                "alice--api.localhost",
                "alicf--web.localhost",
                "nothing.localhost",
                "nobody.s.web.localhost",
            })
    void anExplanationIsOneAsciiLineAlsoWhereTheRequestIsRefused(String host) {
        Reply reply = gateway.ask(Ask.get(host).header("x-offshoot-explain", "1"));

        assertThat(reply.header("x-offshoot-explain")).matches("[ -~]{1,2048}");
        if (reply.header("x-offshoot-error") != null) {
            assertThat(reply.header("x-offshoot-explain")).contains("refused: " + reply.header("x-offshoot-error"));
        }
        assertThat(gateway.ask(Ask.get(host)).header("x-offshoot-explain")).isNull();
        assertThat(gateway.ask(Ask.get(host).header("x-offshoot-explain", "0")).header("x-offshoot-explain"))
                .isNull();
    }

    @Test
    void anExplanationEndsAtTwoKibibytesHoweverMuchThereIsToSay() {
        Ask ask = Ask.get(deepest + "--web.localhost").header("x-offshoot-explain", "1");
        for (String carrier : List.of("baggage: offshoot-space=", "tracestate: offshoot=")) {
            ask.lines(carrier + "\u00e4\u00f6".repeat(500));
        }

        Reply reply = gateway.ask(ask);

        assertThat(reply.who()).isEqualTo("default/web");
        assertThat(reply.header("x-offshoot-explain"))
                .matches("[ -~]{1000,2048}")
                .startsWith("context=" + deepest + " from URL prefix; called=default/web:http; lineage=");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            value = {
                "- | json",
                "*/* | json",
                "application/json | json",
                "application/problem+json, text/html;q=0.5 | json",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | html",
                "text/html | html",
                "text/html;q=0 | json",
                "text/* | json",
                "nonsense html | json",
            })
    void anErrorsFormIsTheOneThatTheClientPrefers(String accept, String form) {
        Ask ask = Ask.get("alice--api.localhost");
        Reply reply = gateway.ask(accept.equals("-") ? ask : ask.header("Accept", accept));

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.header("x-offshoot-error")).isEqualTo("no-endpoints");
        assertThat(reply.header("cache-control")).isEqualTo("no-store");
        if (form.equals("html")) {
            assertThat(reply.header("content-type")).isEqualTo("text/html;charset=utf-8");
            assertThat(reply.text()).startsWith("<!doctype html>").contains("no-endpoints", "alice/api");
        } else {
            assertThat(reply.header("content-type")).isEqualTo("application/problem+json");
            assertThat(reply.json())
                    .containsEntry("type", "about:blank")
                    .containsEntry("title", "Service Unavailable")
                    .containsEntry("status", 503)
                    .containsEntry("code", "no-endpoints")
                    .containsEntry("space", "alice")
                    .containsEntry("service", "alice/api")
                    .containsKey("detail");
        }
    }

    @Test
    void anUnreachableEndpointIsNamedWithItsServiceAndNoInternalsAreShown() {
        Reply reply = gateway.ask(Ask.get("alice--down.localhost"));

        assertThat(reply.who()).isEqualTo("503 upstream-unreachable");
        assertThat(reply.json()).containsEntry("service", "default/down");
        assertThat((String) reply.json().get("detail")).contains("127.0.0.1:", "default/down");
        assertThat(reply.text()).doesNotContain("Exception", "\tat ");
    }

    @Test
    void whatAClientSaysIsEscapedOnThePage() {
        Reply reply = gateway.ask(
                Ask.get("web.localhost").header("Accept", "text/html").header("x-offshoot-space", "<script>"));

        assertThat(reply.header("x-offshoot-error")).isEqualTo("bad-context");
        assertThat(reply.text()).contains("&lt;script&gt;").doesNotContain("<script>");
    }

    @Test
    void anErrorsHeadHasNoBody() {
        Reply reply = gateway.ask(Ask.method("HEAD", "nothing.localhost", "/"));

        assertThat(reply.who()).isEqualTo("404 unknown-host");
        assertThat(reply.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            value = {
                "GET / HTTP/1.1~~ | 400 bad-request",
                "GET / HTTP/1.1~Host: a~Host: b~~ | 400 bad-request",
                "GET / HTTP/1.1~Host: a/b~~ | 400 bad-request",
                "GET / HTTP/9.9~Host: web.localhost~~ | 400 bad-request",
                "GET nonsense HTTP/1.1~Host: web.localhost~~ | 400 bad-request",
                "nonsense~~ | 400 bad-request",
                "CONNECT web.localhost:80 HTTP/1.1~Host: web.localhost:80~~ | 405 method-not-allowed",
                "TRACE / HTTP/1.1~Host: web.localhost~~ | 405 method-not-allowed",
                "POST / HTTP/1.1~Host: web.localhost~Content-Length: 1~Transfer-Encoding: chunked~~ | 400 bad-request",
            })
    void whatNeverReachesSpringHasItsErrorToo(String request, String who) {
        Reply reply = Ask.raw(gateway.port(), request.replace("~", "\r\n"));

        assertThat(reply.who()).isEqualTo(who);
        assertThat(reply.header("content-type")).isEqualTo("application/problem+json");
        assertThat(reply.json()).containsEntry("code", who.substring(4));
    }

    @Test
    void tooManyHeadersAre431() {
        Ask ask = Ask.get("web.localhost");
        for (int i = 0; i < 120; i++) {
            ask.header("x-" + i, "1");
        }
        assertThat(gateway.ask(ask).who()).isEqualTo("431 headers-too-large");
        assertThat(ask.to(listener).who()).isEqualTo("default/web");
    }

    @ParameterizedTest
    @CsvSource({
        "alice--api.localhost, 14, no-endpoints",
        "nothing.localhost, 12, unknown-host",
        "alicf--web.localhost, 12, unknown-space",
    })
    void aGrpcClientGetsTrailersOnly(String host, int status, String code) {
        Frames.Answer answer = Frames.ask(
                gateway.port(),
                List.of(
                        ":method",
                        "POST",
                        ":scheme",
                        "http",
                        ":path",
                        "/shop.Payments/Pay",
                        ":authority",
                        host,
                        "te",
                        "trailers",
                        "content-type",
                        "application/grpc+proto"));

        assertThat(answer.onlyHeaders()).isTrue();
        assertThat(answer.header(":status")).isEqualTo("200");
        assertThat(answer.header("content-type")).isEqualTo("application/grpc");
        assertThat(answer.header("grpc-status")).isEqualTo(Integer.toString(status));
        assertThat(answer.header("grpc-message")).startsWith(code + ": ");
        assertThat(answer.header("x-offshoot-error")).isEqualTo(code);
    }

    @Test
    void aGrpcLoopAndABadContextHaveTheirStatusToo() {
        List<String> call = List.of(
                ":method",
                "POST",
                ":scheme",
                "http",
                ":path",
                "/a.B/C",
                ":authority",
                "web.localhost",
                "content-type",
                "application/grpc");
        List<String> loop = new ArrayList<>(call);
        loop.addAll(List.of("x-offshoot-hops", "32"));
        List<String> bad = new ArrayList<>(call);
        bad.addAll(List.of("x-offshoot-space", "No"));

        assertThat(Frames.ask(gateway.port(), loop).header("grpc-status")).isEqualTo("9");
        assertThat(Frames.ask(gateway.port(), bad).header("grpc-status")).isEqualTo("3");
    }
}
