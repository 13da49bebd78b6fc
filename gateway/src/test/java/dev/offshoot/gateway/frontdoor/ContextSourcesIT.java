package dev.offshoot.gateway.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.gateway.frontdoor.Origin.Seen;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * From where a request's context comes, highest first, and that hops which lose it are brought back.
 *
 * <pre>
 *   default (web, api: context-from-origin; both exposed)
 *   ├── alice (web, api)
 *   └── bob (web, api)
 * </pre>
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContextSourcesIT {
    private static final String FOREIGN = "00-%s-b7ad6b7169203331-01";

    private final List<Origin> origins = List.of(
            new Origin("default/web"),
            new Origin("alice/web"),
            new Origin("bob/web"),
            new Origin("default/api"),
            new Origin("alice/api"),
            new Origin("bob/api"));
    private final int listening = FrontDoor.freePort();
    private FrontDoor gateway;

    @BeforeAll
    void start() {
        ClusterObjects cluster = new ClusterObjects()
                .root("default")
                .child("alice", "default")
                .child("bob", "default")
                .served("default", "web", origins.get(0), "expose=true")
                .served("default", "api", origins.get(3), "expose=true", "context-from-origin=true")
                .served("alice", "web", origins.get(1))
                .served("bob", "web", origins.get(2))
                .served("alice", "api", origins.get(4))
                .served("bob", "api", origins.get(5))
                .listener("default", "web", "http", listening);
        gateway = FrontDoor.open(cluster, "--offshoot.alias-headers=kubernetes-route-as,x-env");
    }

    @AfterAll
    void stop() {
        gateway.close();
        origins.forEach(Origin::close);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "web.localhost |  -> default/web",
                "web.localhost | x-offshoot-space: alice -> alice/web",
                "web.localhost | baggage: a=1,offshoot-space=alice;p=1 -> alice/web",
                "web.localhost | tracestate: v=1,offshoot=alice -> alice/web",
                "web.localhost | kubernetes-route-as: alice -> alice/web",
                "web.localhost | x-env: alice -> alice/web",
                "web.localhost | x-env: alice / kubernetes-route-as: bob -> bob/web",
                "alice.s.web.localhost | x-offshoot-space: bob -> alice/web",
                "web.localhost | x-offshoot-space: alice / baggage: offshoot-space=bob -> alice/web",
                "web.localhost | baggage: offshoot-space=alice / tracestate: offshoot=bob -> alice/web",
                "web.localhost | tracestate: offshoot=alice / x-env: bob -> alice/web",
                "web.localhost | baggage: offshoot-space=nobody / x-env: bob -> bob/web",
                "web.localhost | baggage: offshoot-space=No%20Label / x-env: bob -> bob/web",
                "web.localhost | x-offshoot-space: alice / x-offshoot-space: alice -> alice/web",
                "web.localhost | Origin: http://alice.s.web.localhost -> default/web",
                "api.localhost | Origin: http://alice.s.web.localhost -> alice/api",
                "api.localhost | Referer: http://alice--web.localhost:8080/page -> alice/api",
                "api.localhost | Origin: http://alice.s.web.localhost / Referer: http://bob.s.web.localhost/ -> alice/api",
                "api.localhost | Origin: http://alice.s.web.localhost / Sec-Fetch-Mode: navigate -> default/api",
                "api.localhost | Origin: http://web.localhost -> default/api",
                "api.localhost | x-env: bob / Origin: http://alice.s.web.localhost -> bob/api",
            })
    void theHighestSourceThatNamesASpaceDecides(String request, String answering) {
        String[] parts = request.split("\\|");
        Ask ask = Ask.get(parts[0].strip());
        if (!parts[parts.length - 1].isBlank() && parts.length > 1) {
            ask.lines(parts[1].strip().split(" / "));
        }

        assertThat(gateway.ask(ask).who()).isEqualTo(answering);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "x-offshoot-space: alice / x-offshoot-space: bob -> alice",
                "x-offshoot-space: Not_A_Label -> Not_A_Label",
                "x-offshoot-space: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa -> aaaa",
            })
    void aWrongSpaceHeaderIsRefusedAndNamed(String lines, String named) {
        Reply reply = gateway.ask(Ask.get("web.localhost").lines(lines.split(" / ")));

        assertThat(reply.who()).isEqualTo("400 bad-context");
        assertThat((String) reply.json().get("detail")).contains(named);
    }

    @Test
    void aHeaderThatNamesNoSpaceGetsTheRootAndANotice() {
        Reply reply = gateway.ask(Ask.get("web.localhost").header("x-offshoot-space", "nobody"));

        assertThat(reply.who()).isEqualTo("default/web");
        assertThat(reply.header("x-offshoot-notice")).contains("nobody");
    }

    @Test
    void lowerSourcesAreNamedInTheExplanation() {
        Reply reply = gateway.ask(Ask.get("alice.s.web.localhost")
                .header("x-offshoot-space", "bob")
                .header("baggage", "offshoot-space=nobody")
                .header("x-offshoot-explain", "1"));

        assertThat(reply.header("x-offshoot-explain"))
                .contains("context=alice from URL prefix", "x-offshoot-space=bob (lower)", "nobody")
                .matches("[ -~]{1,2048}");
    }

    @Test
    void anAnswerThatDependsOnTheOriginSaysSo() {
        Reply dependent = gateway.ask(Ask.get("api.localhost").header("Origin", "http://alice.s.web.localhost"));
        Reply independent = gateway.ask(Ask.get("web.localhost").header("Origin", "http://alice.s.web.localhost"));

        assertThat(dependent.header("vary")).contains("Origin", "Referer");
        assertThat(independent.headers("vary")).isEmpty();
    }

    @Test
    void aHopThatKeepsOnlyTheGatewaysTraceIsBroughtBack() {
        Seen first = gateway.ask(Ask.get("alice.s.web.localhost")).seen();

        Reply next = Ask.get("web")
                .header("traceparent", first.header("traceparent"))
                .header("x-offshoot-explain", "1")
                .to(listening);

        assertThat(next.who()).isEqualTo("alice/web");
        assertThat(next.header("x-offshoot-explain")).contains("context=alice from trace id");
        assertThat(next.seen().header("x-offshoot-space")).isEqualTo("alice");
    }

    @Test
    void aTraceBegunElsewhereIsRememberedWithItsSpace() {
        String trace = FOREIGN.formatted("0af7651916cd43dd8448eb211c80319c");
        gateway.ask(Ask.get("bob.s.web.localhost").header("traceparent", trace));

        assertThat(Ask.get("web").header("traceparent", trace).to(listening).who())
                .isEqualTo("bob/web");
    }

    @Test
    void aTraceSeenInTwoSpacesLeadsIntoNeither() {
        String trace = FOREIGN.formatted("1af7651916cd43dd8448eb211c80319c");
        gateway.ask(Ask.get("bob.s.web.localhost").header("traceparent", trace));
        gateway.ask(Ask.get("alice.s.web.localhost").header("traceparent", trace));

        assertThat(Ask.get("web").header("traceparent", trace).to(listening).who())
                .isEqualTo("default/web");
    }

    @Test
    void aTraceOfAnotherSpaceIsBegunAnewSoThatItCantLeadThereLater() {
        String alices = gateway.ask(Ask.get("alice.s.web.localhost")).seen().header("traceparent");

        Seen seen = gateway.ask(Ask.get("bob.s.web.localhost").header("traceparent", alices))
                .seen();

        assertThat(seen.who()).isEqualTo("bob/web");
        assertThat(seen.header("traceparent").substring(3, 19)).isNotEqualTo(alices.substring(3, 19));
    }

    @Test
    void aCallToAnInterceptedServiceWithoutAnyContextIsTheBaselines() {
        Reply reply = Ask.get("web").to(listening);

        assertThat(reply.who()).isEqualTo("default/web");
        assertThat(reply.seen().headerNames()).containsExactlyInAnyOrder("host", "x-offshoot-hops");
    }

    @Test
    void aPrefixedHostCountsAtAnInterceptedServiceToo() {
        assertThat(Ask.get("alice.s.web.localhost").to(listening).who()).isEqualTo("alice/web");
    }
}
