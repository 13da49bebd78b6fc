package dev.offshoot.gateway.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes on to the next hop, and how a request that lost its context gets it back. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CarriersIT {
    private static final Set<String> FORWARDED =
            Set.of("x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto", "forwarded");
    private final List<Origin> origins = new ArrayList<>();
    private final int listener = FrontDoor.freePort();
    private int traces;
    private FrontDoor gateway;

    @BeforeAll
    void start() {
        ClusterObjects cluster = new ClusterObjects()
                .root("default")
                .child("alice", "default")
                .child("bob", "default")
                .listener("default", "api", "http", listener);
        for (String space : List.of("default", "alice", "bob")) {
            origins.add(new Origin(space));
            cluster.served(space, "api", origins.getLast(), "expose=true");
        }
        gateway = FrontDoor.open(cluster);
    }

    @AfterAll
    void stop() {
        gateway.close();
        origins.forEach(Origin::close);
    }

    private Origin.Seen seen(String host, String... lines) {
        return gateway.ask(Ask.get(host).lines(lines)).seen();
    }

    /** A trace that somebody else began, another at each call. */
    private String foreignTrace() {
        return "00-4bf92f3577b34da6%016x-00f067aa0ba902b7-01".formatted(++traces);
    }

    private static List<String> withoutForwarded(Origin.Seen seen) {
        return seen.headerNames().stream()
                .filter(name -> !FORWARDED.contains(name))
                .toList();
    }

    @Test
    void aChildSpacesRequestCarriesTheSpaceInFourWaysAndNothingElseIsAdded() {
        Origin.Seen seen = seen("alice--api.localhost");

        assertThat(withoutForwarded(seen))
                .containsExactlyInAnyOrder(
                        "host", "x-offshoot-space", "baggage", "traceparent", "tracestate", "x-offshoot-hops");
        assertThat(seen.header("host")).isEqualTo("alice--api.localhost");
        assertThat(seen.header("x-offshoot-space")).isEqualTo("alice");
        assertThat(seen.header("baggage")).isEqualTo("offshoot-space=alice");
        assertThat(seen.header("traceparent"))
                .matches("00-" + Traces.tag("alice") + "[0-9a-f]{16}-(?!0{16})[0-9a-f]{16}-01");
        assertThat(seen.header("tracestate")).isEqualTo("offshoot=alice");
        assertThat(seen.header("x-offshoot-hops")).isEqualTo("1");
    }

    @Test
    void aRootsRequestCarriesNothingAndNothingIsAddedButTheHops() {
        assertThat(withoutForwarded(seen("api.localhost"))).containsExactlyInAnyOrder("host", "x-offshoot-hops");
        assertThat(withoutForwarded(seen("default--api.localhost")))
                .containsExactlyInAnyOrder("host", "x-offshoot-hops");
        assertThat(Ask.get("api").to(listener).seen().headerNames())
                .containsExactlyInAnyOrder("host", "x-offshoot-hops");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: x-offshoot-space",
                "Connection: X-Offshoot-Space, baggage, traceparent, tracestate, x-offshoot-hops",
            })
    void aClientCannotTakeTheSpaceOffWithConnection(String connection) {
        Origin.Seen seen = seen("alice--api.localhost", connection, "x-offshoot-space: alice", "baggage: a=b");

        assertThat(seen.header("x-offshoot-space")).isEqualTo("alice");
        assertThat(seen.header("baggage")).contains("offshoot-space=alice");
        assertThat(seen.header("traceparent")).contains(Traces.tag("alice"));
        assertThat(seen.header("x-offshoot-hops")).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            value = {
                // sent                                         alice's                                        the
                // root's
                "a=b | a=b,offshoot-space=alice | a=b",
                "offshoot-space=bob | offshoot-space=alice | -",
                "a=b;p=1,offshoot-space=bob;q , c=d%20e | a=b;p=1,c=d%20e,offshoot-space=alice | a=b;p=1,c=d%20e",
                "offshoot-space=bob,offshoot-space=alice | offshoot-space=alice | -",
            })
    void othersBaggageStaysAndOursIsReplaced(String sent, String inAlice, String inRoot) {
        assertThat(seen("alice--api.localhost", "baggage: " + sent)
                        .header("baggage")
                        .replaceAll(" *, *", ","))
                .isEqualTo(inAlice);
        String root = seen("default--api.localhost", "baggage: " + sent).header("baggage");
        assertThat(root == null ? "-" : root.replaceAll(" *, *", ",")).isEqualTo(inRoot);
    }

    @Test
    void aFullBaggageGoesOnWithoutOurs() {
        List<String> members = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            members.add("k" + i + "=v");
        }
        String full = String.join(",", members);

        Origin.Seen seen = seen("alice--api.localhost", "baggage: " + full);

        assertThat(seen.header("baggage")).isEqualTo(full);
        assertThat(seen.header("x-offshoot-space")).isEqualTo("alice");
    }

    @Test
    void aTraceThatIsThereStaysAndItsStateGetsNoMember() {
        String trace = foreignTrace();

        Origin.Seen plain = seen("alice--api.localhost", "traceparent: " + trace);
        Origin.Seen state = seen("alice--api.localhost", "traceparent: " + trace, "tracestate: v=1,w=2");
        Origin.Seen others = seen("alice--api.localhost", "traceparent: " + trace, "tracestate: v=1,offshoot=bob,w=2");

        assertThat(plain.header("traceparent")).isEqualTo(trace);
        assertThat(plain.header("tracestate")).isNull();
        assertThat(state.header("tracestate")).isEqualTo("v=1,w=2");
        assertThat(others.header("tracestate")).isEqualTo("v=1,w=2");
    }

    @Test
    void whereTheGatewayMakesTheTraceOthersLastMembersGoFirst() {
        List<String> members = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            members.add("k" + i + "=v");
        }

        Origin.Seen seen = seen("alice--api.localhost", "tracestate: " + String.join(",", members));

        assertThat(seen.header("tracestate")).isEqualTo("offshoot=alice," + String.join(",", members.subList(0, 31)));
    }

    @Test
    void aRootsRequestLosesEveryCarrierOfOurs() {
        Origin.Seen seen = seen(
                "default--api.localhost",
                "x-offshoot-space: bob",
                "x-offshoot-space: bob",
                "baggage: offshoot-space=bob",
                "traceparent: 00-" + Traces.tag("bob") + "0000000000000001-00f067aa0ba902b7-01",
                "tracestate: offshoot=bob");

        assertThat(seen.who()).isEqualTo("default");
        assertThat(withoutForwarded(seen)).containsExactlyInAnyOrder("host", "x-offshoot-hops");
    }

    @Test
    void aHopThatKeptOnlyTheTraceparentIsHealedByTheTag() {
        String trace = seen("alice--api.localhost").header("traceparent");

        Reply next = Ask.get("api")
                .header("traceparent", trace.substring(0, 36) + "1111111111111111-00")
                .header("x-offshoot-explain", "1")
                .to(listener);

        assertThat(next.who()).isEqualTo("alice");
        assertThat(next.header("x-offshoot-explain")).contains("context=alice from trace id;");
        assertThat(next.seen().header("x-offshoot-space")).isEqualTo("alice");
        assertThat(next.seen().header("baggage")).isEqualTo("offshoot-space=alice");
    }

    @Test
    void aForeignTraceIsHealedByWhereItWasSeenAndCounted() {
        String trace = foreignTrace();
        assertThat(seen("alice--api.localhost", "traceparent: " + trace).who()).isEqualTo("alice");

        Reply next = Ask.get("api")
                .header("traceparent", trace)
                .header("x-offshoot-explain", "1")
                .to(listener);

        assertThat(next.who()).isEqualTo("alice");
        assertThat(next.header("x-offshoot-explain")).contains("context=alice from seen trace;");
        assertThat(Ask.get("management", "/actuator/prometheus")
                        .to(gateway.managementPort())
                        .text())
                .contains("offshoot_context_healed_total{caller=\"unknown\",source=\"seen_trace\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "alice--api.localhost, bob--api.localhost",
        "alice--api.localhost, api.localhost",
        "api.localhost, bob--api.localhost"
    })
    void aTraceThatWasSeenInTwoSpacesHealsNothing(String first, String second) {
        String trace = foreignTrace();
        seen(first, "traceparent: " + trace);
        seen(second.replaceFirst("^api", "default--api"), "traceparent: " + trace);

        assertThat(Ask.get("api").header("traceparent", trace).to(listener).who())
                .isEqualTo("default");
    }

    @ParameterizedTest
    @CsvSource({
        "'', 1",
        "x-offshoot-hops: 5, 6",
        "x-offshoot-hops: 31, 32",
        "x-offshoot-hops: -1, 1",
        "x-offshoot-hops: many, 1"
    })
    void hopsAreCounted(String sent, String seen) {
        String[] lines = sent.isEmpty() ? new String[0] : new String[] {sent};
        assertThat(seen("alice--api.localhost", lines).header("x-offshoot-hops"))
                .isEqualTo(seen);
        assertThat(Ask.get("api").lines(lines).to(listener).seen().header("x-offshoot-hops"))
                .isEqualTo(seen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"32", "33", "99999999999999999999"})
    void aLoopEnds(String hops) {
        Reply reply = gateway.ask(Ask.get("alice--api.localhost").header("x-offshoot-hops", hops));

        assertThat(reply.who()).isEqualTo("508 loop");
        assertThat(reply.json()).containsEntry("space", "alice").containsEntry("service", "alice/api");
        assertThat(Ask.get("api").header("x-offshoot-hops", hops).to(listener).who())
                .isEqualTo("508 loop");
    }

    @Test
    void aUrlListenerSaysWhoAskedAndBelievesNobodyElse() {
        Origin.Seen seen = seen(
                "alice--api.localhost:8080",
                "X-Forwarded-For: 1.2.3.4",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Host: evil.example",
                "X-Forwarded-Port: 1",
                "X-Forwarded-Prefix: /evil",
                "Forwarded: for=1.2.3.4");

        assertThat(seen.header("x-forwarded-for")).isEqualTo("127.0.0.1");
        assertThat(seen.header("x-forwarded-proto")).isEqualTo("http");
        assertThat(seen.header("x-forwarded-host")).isEqualTo("alice--api.localhost:8080");
        assertThat(seen.headers().toString()).doesNotContain("1.2.3.4", "evil");
    }

    @Test
    void anInterceptionListenerLeavesForwardedHeadersAlone() {
        Origin.Seen seen = Ask.get("api")
                .lines("X-Forwarded-For: 1.2.3.4", "X-Forwarded-Proto: https", "Forwarded: for=1.2.3.4")
                .to(listener)
                .seen();

        assertThat(seen.header("x-forwarded-for")).isEqualTo("1.2.3.4");
        assertThat(seen.header("x-forwarded-proto")).isEqualTo("https");
        assertThat(seen.header("forwarded")).isEqualTo("for=1.2.3.4");
        assertThat(seen.header("x-forwarded-host")).isNull();
    }

    @Test
    void whatTheClientSentGoesOnInItsOrderAndTheExplanationsWishDoesNot() {
        Origin.Seen seen = gateway.ask(Ask.method("PUT", "alice--api.localhost", "//a/%2F;v=1/[x]?q=%zz")
                        .lines("X-One: 1", "x-two: a", "X-ONE: 2", "x-offshoot-explain: 1", "Accept: a/b")
                        .body("hello"))
                .seen();

        assertThat(seen.method()).isEqualTo("PUT");
        assertThat(seen.target()).isEqualTo("//a/%2F;v=1/[x]?q=%zz");
        assertThat(seen.body()).isEqualTo("hello");
        assertThat(seen.headers("x-one")).containsExactly("1", "2");
        assertThat(seen.headers("accept")).containsExactly("a/b");
        assertThat(seen.headerNames()).doesNotContain("x-offshoot-explain", "user-agent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.example/x", "/a%2Fb;c=1/../d?x=[1]|2^{3}", "/%zz", "/?", "/a//b", "/a#b"})
    void theTargetGoesOnByteForByte(String target) {
        assertThat(gateway.ask(Ask.get("alice--api.localhost", target)).seen().target())
                .isEqualTo(target);
        assertThat(Ask.get("api", target).to(listener).seen().target()).isEqualTo(target);
    }

    @Test
    void aTraceTaggedForAnotherSpaceIsBegunAnewSoThatItCannotLeadThereLater() {
        String bobs = "00-" + Traces.tag("bob") + "1111111111111111-00f067aa0ba902b7-01";

        Origin.Seen alices = seen("alice--api.localhost", "traceparent: " + bobs, "tracestate: v=1,offshoot=bob");
        Origin.Seen roots = seen("default--api.localhost", "traceparent: " + bobs, "tracestate: v=1,offshoot=bob");

        assertThat(alices.header("traceparent")).startsWith("00-" + Traces.tag("alice"));
        assertThat(alices.header("tracestate")).isEqualTo("offshoot=alice,v=1");
        assertThat(roots.header("traceparent")).isNull();
        assertThat(roots.header("tracestate")).isEqualTo("v=1");
    }
}
