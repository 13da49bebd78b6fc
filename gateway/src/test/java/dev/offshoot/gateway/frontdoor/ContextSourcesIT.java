package dev.offshoot.gateway.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a request's context comes from: the spaces are {@code default} with children {@code alice} and {@code bob}, and {@code other}. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContextSourcesIT {
    private static final String FOREIGN = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private final List<Origin> origins = new ArrayList<>();
    private final int listener = FrontDoor.freePort();
    private FrontDoor gateway;

    @BeforeAll
    void start() {
        ClusterObjects cluster = new ClusterObjects()
                .root("default")
                .child("alice", "default")
                .child("bob", "default")
                .root("other")
                .served("default", "api", origin("default/api"), "expose=true")
                .served("default", "open", origin("default/open"), "expose=true", "context-from-origin=true")
                .listener("default", "api", "http", listener)
                .pod("alice", "caller", "127.0.0.2")
                .pod("default", "caller", "127.0.0.3");
        for (String space : List.of("alice", "bob")) {
            cluster.served(space, "api", origin(space + "/api")).served(space, "open", origin(space + "/open"));
        }
        gateway = FrontDoor.open(
                cluster, "--offshoot.alias-headers=kubernetes-route-as,azds-route-as,x-virtual-env,x-env");
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

    /** One way to name a space: by the host, or by a header line. */
    private record Carrier(String shown, String carrier, Function<String, String> host, Function<String, String> line) {
        static Carrier header(String shown, String name, Function<String, String> value) {
            return new Carrier(shown, name, null, space -> name + ": " + value.apply(space));
        }
    }

    private static final List<Carrier> HIGHEST_FIRST = List.of(
            new Carrier("URL prefix", "host", space -> space + "--open.localhost", null),
            Carrier.header("x-offshoot-space", "x-offshoot-space", space -> space),
            Carrier.header("baggage", "baggage", space -> "a=b;p,offshoot-space=" + space + ";p=1,c=d"),
            Carrier.header("tracestate", "tracestate", space -> "v=1,offshoot=" + space),
            Carrier.header("alias header", "kubernetes-route-as", space -> space),
            Carrier.header("alias header", "azds-route-as", space -> space),
            Carrier.header("alias header", "x-virtual-env", space -> space),
            Carrier.header("alias header", "x-env", space -> space),
            Carrier.header("Origin", "origin", space -> "http://" + space + "--api.localhost:8080"),
            Carrier.header("Referer", "referer", space -> "http://" + space + ".s.open.localhost/page?x=1"),
            Carrier.header(
                    "trace id",
                    "traceparent",
                    space -> "00-" + Traces.tag(space) + "0123456789abcdef-00f067aa0ba902b7-01"));

    static Stream<Arguments> pairs() {
        return HIGHEST_FIRST.stream()
                .flatMap(higher -> HIGHEST_FIRST.stream()
                        .skip(HIGHEST_FIRST.indexOf(higher) + 1)
                        .map(lower -> Arguments.of(higher.carrier, lower.carrier, higher, lower)));
    }

    @ParameterizedTest(name = "{0} before {1}")
    @MethodSource("pairs")
    void theHigherSourceDecidesAndTheLowerIsNamed(String first, String second, Carrier higher, Carrier lower) {
        String host = higher.host == null ? "open.localhost" : higher.host.apply("alice");
        Ask ask = Ask.get(host).header("x-offshoot-explain", "1").lines(lower.line.apply("bob"));
        if (higher.line != null) {
            ask.lines(higher.line.apply("alice"));
        }

        Reply reply = gateway.ask(ask);

        assertThat(reply.who()).isEqualTo("alice/open");
        assertThat(reply.header("x-offshoot-explain"))
                .contains("context=alice from " + higher.shown + ";", "ignored: " + lower.carrier + "=", " (lower)")
                .contains(lower.carrier.equals("traceparent") ? Traces.tag("bob") : "bob");
    }

    @ParameterizedTest
    @MethodSource("singles")
    void eachSourceDecidesAlone(String shown, Carrier only) {
        Ask ask = Ask.get(only.host == null ? "open.localhost" : only.host.apply("bob"));
        Reply reply = gateway.ask(
                (only.line == null ? ask : ask.lines(only.line.apply("bob"))).header("x-offshoot-explain", "1"));

        assertThat(reply.who()).isEqualTo("bob/open");
        assertThat(reply.header("x-offshoot-explain"))
                .contains("context=bob from " + shown + ";")
                .doesNotContain("ignored");
    }

    static Stream<Arguments> singles() {
        return HIGHEST_FIRST.stream().map(carrier -> Arguments.of(carrier.shown, carrier));
    }

    @Test
    void whereNothingNamesASpaceItIsTheCalledServicesOwn() {
        Reply reply = gateway.ask(Ask.get("api.localhost").header("x-offshoot-explain", "1"));

        assertThat(reply.who()).isEqualTo("default/api");
        assertThat(reply.header("x-offshoot-explain")).contains("context=default from called Service;");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Alice",
                "a.b",
                "a_b",
                "-a",
                "a-",
                "",
                "alice,bob",
                "a b",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void aSpaceHeaderThatIsNoDnsLabelIsRefused(String value) {
        for (String host : List.of("api.localhost", "bob--api.localhost")) {
            Reply reply = gateway.ask(Ask.get(host).header("x-offshoot-space", value));

            assertThat(reply.who()).isEqualTo("400 bad-context");
            assertThat((String) reply.json().get("detail"))
                    .contains("x-offshoot-space is \"" + value + "\"", "a DNS label of at most 63");
        }
    }

    @Test
    void twoDifferentSpaceHeadersAreRefusedAndTwoEqualOnesAreOne() {
        Reply two = gateway.ask(Ask.get("api.localhost").lines("x-offshoot-space: alice", "X-Offshoot-Space: bob"));
        Reply same = gateway.ask(Ask.get("api.localhost").lines("x-offshoot-space: alice", "X-Offshoot-Space: alice"));

        assertThat(two.who()).isEqualTo("400 bad-context");
        assertThat((String) two.json().get("detail")).contains("alice,bob");
        assertThat(same.who()).isEqualTo("alice/api");
    }

    @Test
    void aSpaceHeaderThatNamesNoSpaceLeadsToTheRootAndSaysSo() {
        Reply reply = gateway.ask(
                Ask.get("api.localhost").header("x-offshoot-space", "carol").header("x-offshoot-explain", "1"));

        assertThat(reply.who()).isEqualTo("default/api");
        assertThat(reply.header("x-offshoot-notice")).contains("carol", "served as in default");
        assertThat(reply.header("x-offshoot-explain")).contains("context=default from x-offshoot-space", "carol");
        assertThat(reply.seen().header("x-offshoot-space")).isNull();
    }

    @Test
    void aSpaceOfAnotherRootInAHeaderLeadsToTheRootAndSaysSo() {
        Reply reply = gateway.ask(Ask.get("api.localhost").header("x-offshoot-space", "other"));

        assertThat(reply.who()).isEqualTo("default/api");
        assertThat(reply.header("x-offshoot-notice")).contains("other", "served as in default");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            value = {
                "baggage: offshoot-space=No_Label | malformed",
                "baggage: offshoot-space=carol | no such space",
                "baggage: offshoot-space=alice,offshoot-space=bob | malformed",
                "baggage: offshoot-space | malformed",
                "tracestate: offshoot=A | malformed",
                "tracestate: offshoot=carol | no such space",
                "kubernetes-route-as: a/b | malformed",
                "x-virtual-env: dev.alice | malformed",
                "x-env: production | no such space",
                "traceparent: 00-nonsense | malformed",
                "traceparent: 00-00000000000000000000000000000000-00f067aa0ba902b7-01 | malformed",
                "origin: null | not a space's host",
                "origin: http://carol--api.localhost | not a space's host",
                "referer: nonsense | not a space's host",
            })
    void whatIsMalformedOrUnknownInOtherSourcesIsPassedOver(String line, String why) {
        Reply reply = gateway.ask(Ask.get("open.localhost").lines(line).header("x-offshoot-explain", "1"));
        Reply lower = gateway.ask(Ask.get("open.localhost").lines(line, "baggage: offshoot-space=alice"));

        assertThat(reply.who()).isEqualTo("default/open");
        assertThat(reply.header("x-offshoot-notice")).isNull();
        assertThat(reply.header("x-offshoot-explain"))
                .contains("ignored: " + line.substring(0, line.indexOf(':')) + "=")
                .containsPattern("\\(.*" + why + ".*\\)");
        assertThat(lower.who()).isEqualTo(line.startsWith("baggage") ? lower.who() : "alice/open");
    }

    @Test
    void whatIsPassedOverIsCountedBySourceAndReason() {
        gateway.ask(Ask.get("api.localhost").lines("baggage: offshoot-space=carol", "tracestate: offshoot=%"));

        assertThat(Ask.get("management", "/actuator/prometheus")
                        .to(gateway.managementPort())
                        .text())
                .contains(
                        "offshoot_context_ignored_total{source=\"baggage\",why=\"unknown\"}",
                        "offshoot_context_ignored_total{source=\"tracestate\",why=\"malformed\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            value = {
                "Origin: http://alice--web.localhost | default/open | -",
                "Origin: http://alice--api.localhost:8080 | alice/open | Origin",
                "Origin: HTTPS://ALICE.S.API.LOCALHOST | alice/open | Origin",
                "Origin: http://api.localhost | default/open | -",
                "Referer: http://alice--open.localhost/a/b?c | alice/open | Referer",
                "Referer: http://user@alice--open.localhost/ | default/open | -",
                "Origin: http://alice--api.localhost/,Sec-Fetch-Mode: cors | alice/open | Origin",
                "Origin: http://alice--api.localhost/,Sec-Fetch-Mode: navigate | default/open | -",
                "Referer: http://alice--api.localhost/,Sec-Fetch-Dest: document | default/open | -",
                "Referer: http://alice--api.localhost/,Upgrade-Insecure-Requests: 1 | default/open | -",
            })
    void aPageOfASpaceCallsAnOptedInHostInItsSpaceAndCachesAreTold(String lines, String who, String source) {
        Reply reply = gateway.ask(Ask.get("open.localhost")
                .lines(lines.split(",(?=[A-Z])"))
                .header("x-answer", "Vary: Accept-Encoding")
                .header("x-offshoot-explain", "1"));

        assertThat(reply.who()).isEqualTo(who);
        assertThat(String.join(", ", reply.headers("vary")))
                .isEqualTo(
                        "Accept-Encoding, Origin, Referer, Sec-Fetch-Mode, Sec-Fetch-Dest, Upgrade-Insecure-Requests");
        assertThat(reply.header("x-offshoot-explain"))
                .contains("from " + (source.equals("-") ? "called Service" : source) + ";");
    }

    @Test
    void anOptedInAnswerThatAHigherSourceDecidedDoesNotVary() {
        Reply reply = gateway.ask(Ask.get("bob--open.localhost").header("Origin", "http://alice--api.localhost"));

        assertThat(reply.who()).isEqualTo("bob/open");
        assertThat(reply.headers("vary")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Origin", "Referer"})
    void aServiceThatDidNotOptInDoesNotLookAtPages(String name) {
        Reply reply = gateway.ask(Ask.get("api.localhost")
                .header(name, "http://alice--open.localhost")
                .header("x-offshoot-explain", "1"));

        assertThat(reply.who()).isEqualTo("default/api");
        assertThat(reply.headers("vary")).isEmpty();
        assertThat(reply.header("x-offshoot-explain")).containsPattern("alice--open.localhost \\(.*opt.*\\)");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.2, alice/api, calling pod",
        "127.0.0.3, default/api, called Service",
        "127.0.0.4, default/api, called Service"
    })
    void aPodOfAChildSpaceCallsInItsSpace(String pod, String who, String source) {
        Reply reply = Ask.get("api").from(pod).header("x-offshoot-explain", "1").to(listener);

        assertThat(reply.who()).isEqualTo(who);
        assertThat(reply.header("x-offshoot-explain")).contains("from " + source + ";");
    }

    @Test
    void aTraceIsHigherThanTheCallingPod() {
        String traceparent = "00-" + Traces.tag("bob") + "1111111111111111-00f067aa0ba902b7-01";

        Reply reply = Ask.get("api")
                .from("127.0.0.2")
                .header("traceparent", traceparent)
                .to(listener);

        assertThat(reply.who()).isEqualTo("bob/api");
    }

    @Test
    void aPrefixedHostNamesTheSpaceAtAnInterceptionListenerToo() {
        assertThat(Ask.get("alice--open.localhost")
                        .header("x-offshoot-space", "bob")
                        .to(listener)
                        .who())
                .isEqualTo("alice/api");
        assertThat(Ask.get("api.default.svc:80")
                        .header("x-offshoot-space", "bob")
                        .to(listener)
                        .who())
                .isEqualTo("bob/api");
        assertThat(Ask.get("alicf--open.localhost").to(listener).who()).isEqualTo("404 unknown-space");
    }

    @Test
    void aForeignTraceThatNobodySawSaysNothing() {
        Reply reply = gateway.ask(
                Ask.get("api.localhost").header("traceparent", FOREIGN).header("x-offshoot-explain", "1"));

        assertThat(reply.who()).isEqualTo("default/api");
        assertThat(reply.header("x-offshoot-explain")).contains("from called Service;");
    }
}
