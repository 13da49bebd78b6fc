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

/** What comes back from applications under a prefix, and in what form a prefixed host shows itself to them. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResponsesIT {
    private final List<Origin> origins = new ArrayList<>();
    private FrontDoor gateway;

    @BeforeAll
    void start() {
        ClusterObjects cluster = new ClusterObjects()
                .root("default")
                .child("alice", "default")
                .root("other")
                .served("default", "web", origin("default/web"), "expose=true", "entry=true", "hosts=shop.localhost")
                .served("default", "api", origin("default/api"), "expose=true")
                .served("default", "plain", origin("default/plain"), "expose=true", "host=original")
                .served("other", "portal", origin("other/portal"), "expose=true");
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
    @CsvSource(
            delimiterString = " | ",
            value = {
                "alice--web.localhost:8080 | http://web.localhost:8080/a?b#c | http://alice--web.localhost:8080/a?b#c",
                "alice--web.localhost | https://web.localhost/ | https://alice--web.localhost/",
                "alice--web.localhost | HTTP://WEB.localhost | HTTP://alice--web.localhost",
                "alice--web.localhost | //web.localhost/x | //alice--web.localhost/x",
                "alice--web.localhost | http://api.localhost/login | http://alice--api.localhost/login",
                "alice--web.localhost | http://localhost:1/ | http://alice--web.localhost:1/",
                "alice.s.web.localhost:8080 | http://web.localhost:8080/ | http://alice.s.web.localhost:8080/",
                "alice.s.web.localhost | http://api.localhost/ | http://alice.s.api.localhost/",
                "alice.s.localhost:8080 | http://localhost:8080/ | http://alice.s.localhost:8080/",
                "alice.s.localhost | http://shop.localhost/ | http://alice.s.shop.localhost/",
                "alice--web.localhost | http://alice--web.localhost/ | http://alice--web.localhost/",
                "alice--web.localhost | http://example.com/web.localhost | http://example.com/web.localhost",
                "alice--web.localhost | http://portal.localhost/ | http://portal.localhost/",
                "alice--web.localhost | http://u@web.localhost/ | http://u@web.localhost/",
                "alice--web.localhost | /login?to=http://web.localhost/ | /login?to=http://web.localhost/",
                "alice--web.localhost | login | login",
                "alice--web.localhost | ../x | ../x",
                "alice--web.localhost | mailto:a@web.localhost | mailto:a@web.localhost",
                "web.localhost | http://api.localhost/ | http://api.localhost/",
            })
    void aRedirectStaysInItsSpace(String host, String sent, String received) {
        Reply reply =
                gateway.ask(Ask.get(host).header("x-answer-status", "302").header("x-answer", "Location: " + sent));

        assertThat(reply.status()).isEqualTo(302);
        assertThat(reply.header("location")).isEqualTo(received);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            value = {
                "alice--web.localhost:8080 | a=b; Domain=web.localhost; Path=/ | a=b; Domain=alice--web.localhost; Path=/",
                "alice.s.web.localhost | a=b; domain=.web.localhost | a=b; domain=alice.s.web.localhost",
                "alice--web.localhost | a=b;DOMAIN=localhost;Secure | a=b;DOMAIN=alice--web.localhost;Secure",
                "alice.s.localhost | a=b; Domain=localhost | a=b; Domain=alice.s.localhost",
                "alice--web.localhost | a=b; Path=/; HttpOnly | a=b; Path=/; HttpOnly",
                "alice--web.localhost | a=b; Domain=example.com | a=b; Domain=example.com",
                "alice--web.localhost | domain=localhost; Path=/ | domain=localhost; Path=/",
                "web.localhost | a=b; Domain=web.localhost | a=b; Domain=web.localhost",
            })
    void aCookieStaysInItsSpace(String host, String sent, String received) {
        Reply reply = gateway.ask(Ask.get(host)
                .header("x-answer", "Set-Cookie: first=1")
                .header("x-answer", "Set-Cookie: " + sent)
                .header("x-answer", "Set-Cookie: last=1; Path=/"));

        assertThat(reply.headers("set-cookie")).containsExactly("first=1", received, "last=1; Path=/");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            value = {
                "alice--plain.localhost:8080 | plain.localhost:8080",
                "alice.s.plain.localhost | plain.localhost",
                "plain.localhost:1 | plain.localhost:1",
                "alice--web.localhost:8080 | alice--web.localhost:8080",
            })
    void anApplicationSeesTheOriginalHostIfItsServiceAsksForIt(String host, String seen) {
        assertThat(gateway.ask(Ask.get(host)).seen().header("host")).isEqualTo(seen);
    }

    @Test
    void originAndRefererAreMappedBackToo() {
        Origin.Seen seen = gateway.ask(Ask.get("alice--plain.localhost")
                        .lines("Origin: http://alice--web.localhost:8080", "Referer: http://alice.s.localhost/a?b"))
                .seen();
        Origin.Seen others = gateway.ask(Ask.get("alice--plain.localhost")
                        .lines("Origin: https://example.com", "Referer: http://web.localhost/a"))
                .seen();

        assertThat(seen.header("x-forwarded-host")).isEqualTo("alice--plain.localhost");
        assertThat(seen.header("origin")).isEqualTo("http://web.localhost:8080");
        assertThat(seen.header("referer")).isEqualTo("http://localhost/a?b");
        assertThat(others.header("origin")).isEqualTo("https://example.com");
        assertThat(others.header("referer")).isEqualTo("http://web.localhost/a");
    }

    @Test
    void anOriginalHostsRedirectStaysInTheSpaceToo() {
        Reply reply = gateway.ask(Ask.get("alice--plain.localhost:8080")
                .header("x-answer-status", "302")
                .header("x-answer", "Location: http://plain.localhost:8080/home"));

        assertThat(reply.header("location")).isEqualTo("http://alice--plain.localhost:8080/home");
    }

    @Test
    void applicationsDoNotSpeakForTheGateway() {
        Reply reply = gateway.ask(Ask.get("alice--web.localhost")
                .header("x-answer", "x-offshoot-error: fake")
                .header("x-answer", "X-Offshoot-Explain: fake")
                .header("x-answer", "x-offshoot-notice: fake")
                .header("x-answer", "x-offshoot-anything: fake")
                .header("x-answer", "x-other: real"));

        assertThat(reply.lines()).noneMatch(line -> line.contains("fake"));
        assertThat(reply.header("x-other")).isEqualTo("real");
    }

    @ParameterizedTest
    @CsvSource({
        "alice--web.localhost, default/web for alice",
        "alice.s.localhost, default/web for alice",
        "default--web.localhost, default/web for default",
        "web.localhost, ",
    })
    void theNetworkPanelOfAPrefixedHostShowsWhichSpaceAnswered(String host, String description) {
        Reply reply = gateway.ask(Ask.get(host).header("x-answer", "Server-Timing: db;dur=1"));

        assertThat(reply.headers("server-timing").getFirst()).isEqualTo("db;dur=1");
        assertThat(reply.headers("server-timing")).hasSize(description == null ? 1 : 2);
        if (description != null) {
            assertThat(reply.headers("server-timing").get(1))
                    .matches("offshoot;desc=\"" + description + "\";dur=\\d+\\.\\d");
        }
    }

    @Test
    void corsPreflightsAreTheApplicationsToAnswer() {
        Reply reply = gateway.ask(Ask.method("OPTIONS", "alice--web.localhost", "/orders")
                .lines(
                        "Origin: http://example.com",
                        "Access-Control-Request-Method: PUT",
                        "x-answer: Access-Control-Allow-Origin: http://example.com"));

        assertThat(reply.seen().method()).isEqualTo("OPTIONS");
        assertThat(reply.seen().header("access-control-request-method")).isEqualTo("PUT");
        assertThat(reply.header("access-control-allow-origin")).isEqualTo("http://example.com");
    }
}
