package dev.offshoot.gateway.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.gateway.frontdoor.Origin.Seen;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the application gets, and what comes back from it.
 *
 * <pre>
 *   default (web exposed + entry + hosts shop.localhost; plain exposed, host: original)
 *   └── alice
 * </pre>
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForwardedHeadersIT {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final Origin web = new Origin("default/web");
    private final Origin plain = new Origin("default/plain");
    private final Origin elsewhere = new Origin("default/elsewhere");
    private FrontDoor gateway;

    @BeforeAll
    void start() {
        gateway = FrontDoor.open(new ClusterObjects()
                .root("default")
                .child("alice", "default")
                .served("default", "web", web, "expose=true", "entry=true", "hosts=shop.localhost")
                .served("default", "elsewhere", elsewhere, "expose=true")
                .served("default", "plain", plain, "expose=true", "host=original"));
    }

    @AfterAll
    void stop() {
        gateway.close();
        List.of(web, plain, elsewhere).forEach(Origin::close);
    }

    @Test
    void aChildsRequestCarriesItsContextInEveryCarrier() {
        Seen seen = gateway.ask(Ask.get("alice.s.web.localhost")).seen();

        assertThat(seen.header("x-offshoot-space")).isEqualTo("alice");
        assertThat(seen.header("baggage")).isEqualTo("offshoot-space=alice");
        assertThat(seen.header("tracestate")).isEqualTo("offshoot=alice");
        assertThat(seen.header("traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
        assertThat(seen.header("x-offshoot-hops")).isEqualTo("1");
    }

    @Test
    void theRootsRequestGetsNothingButTheHopCounterAndForwardedHeaders() {
        Seen seen = gateway.ask(Ask.get("web.localhost")).seen();

        assertThat(seen.headerNames())
                .containsExactlyInAnyOrder(
                        "host", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-offshoot-hops");
    }

    @Test
    void aTraceThatWasBegunElsewhereGoesOnUnchanged() {
        Seen seen = gateway.ask(Ask.get("alice.s.web.localhost")
                        .header("traceparent", TRACE)
                        .header("tracestate", "vendor=1"))
                .seen();

        assertThat(seen.header("traceparent")).isEqualTo(TRACE);
        assertThat(seen.header("tracestate")).isEqualTo("vendor=1");
    }

    @Test
    void othersBaggageStaysAndOursIsReplaced() {
        Seen seen = gateway.ask(Ask.get("alice.s.web.localhost").header("baggage", "user=7,offshoot-space=bob;p=1"))
                .seen();

        assertThat(seen.header("baggage")).isEqualTo("user=7,offshoot-space=alice");
    }

    @Test
    void aClientCantTakeTheContextOffWithConnection() {
        Reply reply = Ask.raw(
                gateway.port(),
                "GET / HTTP/1.1\r\nHost: alice.s.web.localhost\r\nConnection: close, x-offshoot-space, baggage\r\n\r\n");

        assertThat(reply.seen().header("x-offshoot-space")).isEqualTo("alice");
        assertThat(reply.seen().header("baggage")).isEqualTo("offshoot-space=alice");
    }

    @Test
    void explainIsConsumed() {
        Reply reply = gateway.ask(Ask.get("alice.s.web.localhost").header("x-offshoot-explain", "1"));

        assertThat(reply.seen().headers("x-offshoot-explain")).isEmpty();
        assertThat(reply.header("x-offshoot-explain")).contains("context=alice from URL prefix");
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.example/x", "/a%2Fb;c=1/../d?x=[1]|2^{3}", "/%zz", "/?", "/a//b"})
    void theTargetIsForwardedByteForByte(String target) {
        assertThat(gateway.ask(Ask.get("alice.s.web.localhost", target)).seen().target())
                .isEqualTo(target);
    }

    @Test
    void hopsAreCountedAndALoopEndsAtThirtyTwo() {
        Seen seen = gateway.ask(Ask.get("web.localhost").header("x-offshoot-hops", "30"))
                .seen();
        Reply looped = gateway.ask(Ask.get("web.localhost").header("x-offshoot-hops", "32"));

        assertThat(seen.header("x-offshoot-hops")).isEqualTo("31");
        assertThat(looped.who()).isEqualTo("508 loop");
        assertThat(looped.json()).containsEntry("service", "default/web");
    }

    @Test
    void forwardedHeadersOfAnUntrustedClientAreReplaced() {
        Seen seen = gateway.ask(Ask.get("alice.s.web.localhost:1234")
                        .header("X-Forwarded-For", "6.6.6.6")
                        .header("X-Forwarded-Host", "evil.example")
                        .header("Forwarded", "for=6.6.6.6"))
                .seen();

        assertThat(seen.header("x-forwarded-for")).isEqualTo("127.0.0.1");
        assertThat(seen.header("x-forwarded-host")).isEqualTo("alice.s.web.localhost:1234");
        assertThat(seen.header("x-forwarded-proto")).isEqualTo("http");
        assertThat(seen.headers("forwarded")).isEmpty();
    }

    @Test
    void anApplicationThatAsksForItSeesTheHostWithoutThePrefix() {
        Seen seen = gateway.ask(Ask.get("alice--plain.localhost:8080")
                        .header("Origin", "http://alice--plain.localhost:8080")
                        .header("Referer", "http://alice.s.web.localhost/x?y"))
                .seen();

        assertThat(seen.header("host")).isEqualTo("plain.localhost:8080");
        assertThat(seen.header("origin")).isEqualTo("http://plain.localhost:8080");
        assertThat(seen.header("referer")).isEqualTo("http://web.localhost/x?y");
        assertThat(seen.header("x-forwarded-host")).isEqualTo("alice--plain.localhost:8080");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "http://web.localhost:8080/login -> http://alice.s.web.localhost:8080/login",
                "https://shop.localhost/ -> https://alice.s.shop.localhost/",
                "http://elsewhere.localhost/x -> http://alice.s.elsewhere.localhost/x",
                "//web.localhost/x -> //alice.s.web.localhost/x",
                "http://WEB.localhost/ -> http://alice.s.web.localhost/",
                "/relative -> /relative",
                "https://login.example/?next=http://web.localhost/ -> https://login.example/?next=http://web.localhost/",
                "http://user@web.localhost/ -> http://user@web.localhost/",
                "http://alice.s.web.localhost/ -> http://alice.s.web.localhost/",
            })
    void aRedirectKeepsTheBrowserInItsSpace(String location, String mapped) {
        Reply reply = gateway.ask(Ask.get("alice.s.web.localhost")
                .header("x-answer-status", "302")
                .header("x-answer", "Location: " + location));

        assertThat(reply.header("location")).isEqualTo(mapped);
    }

    @Test
    void aRedirectTakesTheFormThatTheBrowserUsed() {
        Reply single =
                gateway.ask(Ask.get("alice--web.localhost").header("x-answer", "Location: http://localhost:8080/a"));
        Reply bare = gateway.ask(Ask.get("web.localhost").header("x-answer", "Location: http://web.localhost/a"));

        assertThat(single.header("location")).isEqualTo("http://alice--web.localhost:8080/a");
        assertThat(bare.header("location")).isEqualTo("http://web.localhost/a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "a=1; Domain=web.localhost; Path=/ -> a=1; Domain=alice.s.web.localhost; Path=/",
                "a=1; domain=.localhost -> a=1; domain=alice.s.web.localhost",
                "a=1; Secure; Path=/ -> a=1; Secure; Path=/",
                "domain=web.localhost; Path=/ -> domain=web.localhost; Path=/",
                "a=1; Domain=other.example -> a=1; Domain=other.example",
            })
    void aCookieStaysInItsSpace(String cookie, String mapped) {
        Reply reply = gateway.ask(Ask.get("alice.s.web.localhost")
                .header("x-answer", "Set-Cookie: " + cookie)
                .header("x-answer", "Set-Cookie: b=2"));

        assertThat(reply.headers("set-cookie")).containsExactly(mapped, "b=2");
    }

    @Test
    void anApplicationMayNotSpeakForTheGateway() {
        Reply reply = gateway.ask(Ask.get("alice.s.web.localhost")
                .header("x-answer", "X-Offshoot-Error: fake")
                .header("x-answer", "x-offshoot-notice: fake")
                .header("x-answer", "X-Office: stays"));

        assertThat(reply.headers("x-offshoot-error")).isEmpty();
        assertThat(reply.headers("x-offshoot-notice")).isEmpty();
        assertThat(reply.header("x-office")).isEqualTo("stays");
    }

    @Test
    void serverTimingTellsOnPrefixedHostsWhoAnswered() {
        Reply prefixed = gateway.ask(Ask.get("alice.s.web.localhost"));
        Reply bare = gateway.ask(Ask.get("web.localhost"));

        assertThat(prefixed.header("server-timing")).matches("offshoot;desc=\"default/web for alice\";dur=\\d+\\.\\d");
        assertThat(bare.headers("server-timing")).isEmpty();
    }

    @Test
    void aCorsPreflightIsTheApplicationsToAnswer() {
        Reply reply = gateway.ask(Ask.method("OPTIONS", "alice.s.web.localhost", "/api")
                .header("Origin", "http://elsewhere.example")
                .header("Access-Control-Request-Method", "PUT")
                .header("x-answer", "Access-Control-Allow-Origin: *"));

        assertThat(reply.seen().method()).isEqualTo("OPTIONS");
        assertThat(reply.header("access-control-allow-origin")).isEqualTo("*");
    }

    @Test
    void theHealthPathAnswersOnAnyHost() {
        for (String host : List.of("web.localhost", "nowhere.example", "127.0.0.1")) {
            Reply reply = gateway.ask(Ask.get(host, "/.well-known/offshoot/health"));

            assertThat(Map.of(reply.status(), reply.text())).isEqualTo(Map.of(200, "ok\n"));
        }
    }
}
