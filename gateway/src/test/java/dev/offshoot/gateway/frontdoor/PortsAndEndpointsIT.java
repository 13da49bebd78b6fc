package dev.offshoot.gateway.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which port and which endpoints of the answering Service are used. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PortsAndEndpointsIT {
    private final Map<String, Origin> origins = new HashMap<>();
    private final int callListener = FrontDoor.freePort();
    private FrontDoor gateway;

    @BeforeAll
    void start() {
        ClusterObjects cluster = new ClusterObjects()
                .root("default")
                .child("team-a", "default")
                .child("alice", "team-a")
                .child("bob", "default")
                .child("torn", "default")
                .child("lenient", "default", "fallback=Unready");
        ports(cluster);
        urlPorts(cluster);
        endpoints(cluster);
        gateway = FrontDoor.open(cluster);
    }

    private Origin origin(String who) {
        return origins.computeIfAbsent(who, Origin::new);
    }

    private void ports(ClusterObjects cluster) {
        cluster.service("default", "call", "expose=api")
                .port("api", 80)
                .port("admin", 81)
                .endpoints("api", origin("default/call").port());
        cluster.listener("default", "call", "api", callListener);
        cluster.service("alice", "call")
                .port("other", 80)
                .port("api", 9999)
                .endpoints("api", origin("alice: by name").port());
        cluster.service("team-a", "call")
                .port("web", 80)
                .port("more", 82)
                .endpoints("web", origin("team-a: by number").port());
        cluster.service("bob", "call")
                .port("single", 7)
                .endpoints("single", origin("bob: the only one").port());
        for (String space : List.of("torn", "lenient")) {
            cluster.service(space, "call").port("one", 1).port("two", 2);
        }
    }

    private void urlPorts(ClusterObjects cluster) {
        Map<String, String> expected = new HashMap<>();
        expected.put("named", "expose=admin");
        expected.put("numbered", "expose=8081");
        expected.put("http", "expose=true");
        expected.forEach((name, mark) -> cluster.service("default", "p-" + name, mark)
                .port("first", 80)
                .port("admin", 8080)
                .port("second", 8081)
                .port("http", 8082));
        cluster.service("default", "p-80", "expose=true").port("first", 8080).port("second", 80);
        cluster.service("default", "p-only", "expose=true").port("first", 1234);
        cluster.service("default", "p-none", "expose=true").port("first", 1).port("second", 2);
        for (String name : List.of("named", "numbered", "http", "80", "only", "none")) {
            for (String port : List.of("first", "admin", "second", "http")) {
                cluster.service("default", "p-" + name)
                        .endpoints(port, origin("port " + port).port());
            }
        }
    }

    private void endpoints(ClusterObjects cluster) {
        cluster.service("default", "pair", "expose=true")
                .port("http", 80)
                .endpoints("http", origin("pair 1").port(), origin("pair 2").port());
        cluster.service("default", "union", "expose=true")
                .port("http", 80)
                .endpoints("http", origin("union 1").port());
        cluster.service("default", "union-baseline", "expose=true")
                .shadowOf("union")
                .port("http", 80)
                .endpoints("http", origin("union 1").port(), origin("union 2").port());
        cluster.listener("default", "union", "http", FrontDoor.freePort());
        cluster.service("default", "shadowed", "expose=true").port("http", 80);
        cluster.service("default", "shadowed-baseline")
                .spec("clusterIP: None")
                .shadowOf("shadowed")
                .port("http", 80)
                .endpoints("http", origin("shadowed").port());
        cluster.service("default", "unknown-readiness", "expose=true")
                .port("http", 80)
                .endpoint("http", origin("absent means ready").port(), "");
        cluster.service("default", "rolling", "expose=true")
                .port("http", 80)
                .endpoint("http", origin("terminating").port(), "ready: false, serving: true, terminating: true")
                .endpoint("http", origin("ready").port(), "ready: true");
        cluster.service("default", "ending", "expose=true")
                .port("http", 80)
                .endpoint("http", origin("terminating").port(), "ready: false, serving: true, terminating: true")
                .endpoint("http", origin("dead").port(), "ready: false, serving: false, terminating: true");
        cluster.service("default", "starting", "expose=true")
                .port("http", 80)
                .endpoint("http", origin("dead").port(), "ready: false, serving: false");
        cluster.service("default", "headless", "expose=true")
                .spec("clusterIP: None")
                .port("http", 80)
                .endpoints("http", origin("default/headless").port());
        cluster.service("default", "closed", "expose=true").port("http", 80).endpoints("http", FrontDoor.freePort());
    }

    @AfterAll
    void stop() {
        gateway.close();
        origins.values().forEach(Origin::close);
    }

    private Reply ask(String host) {
        return gateway.ask(Ask.get(host).header("x-offshoot-explain", "1"));
    }

    @ParameterizedTest
    @CsvSource({
        "default, default/call",
        "alice, alice: by name",
        "team-a, team-a: by number",
        "bob, bob: the only one",
    })
    void aCallsPortIsFoundByNameThenByNumberThenAsTheOnlyOne(String space, String who) {
        assertThat(ask(space + "--call.localhost").who()).isEqualTo(who);
        assertThat(Ask.get("call")
                        .header("x-offshoot-space", space)
                        .to(callListener)
                        .who())
                .isEqualTo(who);
    }

    @ParameterizedTest
    @ValueSource(strings = {"torn", "lenient"})
    void aMissingPortIsA503AndNeverClimbs(String space) {
        Reply reply = ask(space + "--call.localhost");

        assertThat(reply.who()).isEqualTo("503 port-mismatch");
        assertThat(reply.json()).containsEntry("service", space + "/call");
        assertThat((String) reply.json().get("detail"))
                .contains("Service " + space + "/call", "api (80) of Service default/call", "one (1), two (2)");
    }

    @ParameterizedTest
    @CsvSource({
        "p-named, port admin",
        "p-numbered, port second",
        "p-http, port http",
        "p-80, port second",
        "p-only, port first",
        "p-none, 503 port-mismatch",
    })
    void aUrlsPortIsTheAnnotationsThenHttpThen80ThenTheOnlyOne(String service, String who) {
        assertThat(ask(service + ".localhost").who()).isEqualTo(who);
    }

    @ParameterizedTest
    @CsvSource({
        "pair, pair 1|pair 2",
        "union, union 1|union 2",
        "shadowed, shadowed",
        "unknown-readiness, absent means ready",
        "rolling, ready",
        "ending, terminating",
        "headless, default/headless",
    })
    void theRealEndpointsAnswer(String service, String expected) {
        TreeSet<String> answered = new TreeSet<>();
        IntStream.range(0, 40)
                .forEach(i -> answered.add(ask(service + ".localhost").who()));

        assertThat(answered).containsExactly(expected.split("\\|"));
    }

    @Test
    void anEndpointInTwoSlicesCountsOnce() {
        assertThat(ask("union.localhost").header("x-offshoot-explain")).contains("2 of 2 endpoints ready");
        assertThat(ask("rolling.localhost").header("x-offshoot-explain")).contains("1 of 2 endpoints ready");
    }

    @ParameterizedTest
    @CsvSource({"starting, no-endpoints, 0 of 1", "closed, upstream-unreachable, 127.0.0.1:"})
    void aServiceThatTakesNothingIsNamed(String service, String code, String detail) {
        Reply reply = ask(service + ".localhost");

        assertThat(reply.who()).isEqualTo("503 " + code);
        assertThat(reply.json()).containsEntry("service", "default/" + service);
        assertThat((String) reply.json().get("detail")).contains(detail);
    }

    @Test
    void aShadowIsNoServiceOfTheSpace() {
        assertThat(ask("union-baseline.localhost").who()).isEqualTo("404 unknown-host");
        assertThat(Ask.get("management", "/api/routes?space=default")
                        .to(gateway.managementPort())
                        .text())
                .contains("default", "\"name\":\"union\"")
                .doesNotContain("union-baseline", "shadowed-baseline");
    }
}
