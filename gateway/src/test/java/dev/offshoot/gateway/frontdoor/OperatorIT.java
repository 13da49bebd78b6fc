package dev.offshoot.gateway.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offshoot.gateway.frontdoor.Origin.Seen;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator configures the Spring Cloud Gateway way, settings of ours, and the management port. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorIT {
    private static final String SCG = "--spring.cloud.gateway.server.webflux.";

    private final Origin web = new Origin("default/web");
    private final Origin aliceWeb = new Origin("alice/web");
    private final Origin legacy = new Origin("legacy");
    private final int listening = FrontDoor.freePort();
    private FrontDoor gateway;

    @BeforeAll
    void start() {
        gateway = FrontDoor.open(
                new ClusterObjects()
                        .root("default")
                        .child("alice", "default")
                        .child("orphan", "nowhere")
                        .served("default", "web", web, "expose=true")
                        .served("alice", "web", aliceWeb)
                        .listener("default", "web", "http", listening),
                "--no-trust-context",
                "--spring.main.cloud-platform=kubernetes", // as Boot finds out in a Pod
                "--offshoot.trusted-proxies=10.0.0.0/8,127.0.0.0/8",
                SCG + "default-filters[0]=AddRequestHeader=X-Op, asked",
                SCG + "default-filters[1]=AddResponseHeader=X-Op, answered",
                SCG + "routes[0].id=legacy",
                SCG + "routes[0].uri=http://127.0.0.1:" + legacy.port(),
                SCG + "routes[0].predicates[0]=Host=legacy.example");
    }

    @AfterAll
    void stop() {
        gateway.close();
        List.of(web, aliceWeb, legacy).forEach(Origin::close);
    }

    @Test
    void managementTakesNobodysWordForWhereACallComesFrom() {
        Reply reply = Ask.get("localhost", "/api/spaces")
                .lines("X-Forwarded-For: 10.1.1.1", "Forwarded: for=10.1.1.1")
                .to(gateway.managementPort());

        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    void defaultFiltersWorkOnSpaceTraffic() {
        Reply reply = gateway.ask(Ask.get("alice.s.web.localhost", "/a%2Fb?[x]"));

        assertThat(reply.who()).isEqualTo("alice/web");
        assertThat(reply.seen().header("x-op")).isEqualTo("asked");
        assertThat(reply.seen().header("x-offshoot-space")).isEqualTo("alice");
        assertThat(reply.seen().target()).isEqualTo("/a%2Fb?[x]");
        assertThat(reply.header("x-op")).isEqualTo("answered");
    }

    @Test
    void defaultFiltersLeaveCallsBetweenServicesAlone() {
        Reply reply = Ask.get("web").header("x-offshoot-space", "alice").to(listening);

        assertThat(reply.who()).isEqualTo("alice/web");
        assertThat(reply.seen().headers("x-op")).isEmpty();
        assertThat(reply.headers("x-op")).isEmpty();
    }

    @Test
    void aConfiguredRouteServesAHostThatIsNoneOfOurs() {
        assertThat(gateway.ask(Ask.get("legacy.example")).seen().who()).isEqualTo("legacy");
        assertThat(gateway.ask(Ask.get("other.example")).who()).isEqualTo("404 unknown-host");
    }

    @Test
    void contextHeadersFromOutsideAreTakenOnlyWithTrust() {
        Reply reply = gateway.ask(
                Ask.get("web.localhost").header("x-offshoot-space", "alice").header("baggage", "offshoot-space=alice"));

        assertThat(reply.who()).isEqualTo("default/web");
        assertThat(reply.seen().headers("x-offshoot-space")).isEmpty();
        assertThat(reply.seen().headers("baggage")).isEmpty();
    }

    @Test
    void withoutTrustNoHeaderNamesASpaceNorRefusesARequestButTheUrlDoes() {
        Reply reply = gateway.ask(Ask.get("web.localhost")
                .lines("x-offshoot-space: No Label", "tracestate: offshoot=alice", "x-offshoot-explain: 1")
                .header("traceparent", "00-" + Traces.tag("alice") + "0000000000000001-00f067aa0ba902b7-01"));

        assertThat(reply.who()).isEqualTo("default/web");
        assertThat(reply.header("x-offshoot-explain"))
                .contains(
                        "x-offshoot-space=No Label (",
                        "tracestate=alice (ignored: context headers aren't trusted here)");
        assertThat(gateway.ask(Ask.get("alice--web.localhost").header("x-offshoot-space", "No Label"))
                        .who())
                .isEqualTo("alice/web");
    }

    @Test
    void aTrustedProxysForwardedHeadersAreAddedTo() {
        Seen seen = gateway.ask(Ask.get("web.localhost")
                        .header("X-Forwarded-For", "203.0.113.9")
                        .header("X-Forwarded-Proto", "https")
                        .header("X-Forwarded-Host", "web.example.com"))
                .seen();

        assertThat(seen.header("x-forwarded-for")).isEqualTo("203.0.113.9, 127.0.0.1");
        assertThat(seen.header("x-forwarded-proto")).isEqualTo("https");
        assertThat(seen.header("x-forwarded-host")).isEqualTo("web.example.com");
    }

    @Test
    void anExplanationNamesTheEndpoint() {
        Reply reply = gateway.ask(Ask.get("alice.s.web.localhost").header("x-offshoot-explain", "1"));

        assertThat(reply.header("x-offshoot-explain")).endsWith("; sent to 127.0.0.1:" + aliceWeb.port());
    }

    @Test
    void theManagementApiTellsSpacesRoutesAndProblems() {
        Reply spaces = manage("/api/spaces", "text/plain");
        Reply routes = manage("/api/routes?space=alice", "text/plain");
        Reply problems = manage("/api/problems", "application/json");
        Reply unknown = manage("/api/routes?space=nobody", "application/json");

        assertThat(spaces.text()).contains("alice > default").containsPattern("orphan +nowhere .*broken");
        assertThat(routes.text()).containsPattern("default/web +alice/web +1 +override");
        assertThat(problems.text()).contains("missing-parent", "Namespace orphan", "nowhere");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.text()).contains("nobody", "3 spaces");
    }

    @Test
    void theManagementApiExplainsAsTheHeaderDoes() {
        String header = gateway.ask(Ask.get("alice.s.web.localhost").header("x-offshoot-explain", "1"))
                .header("x-offshoot-explain");
        Reply json = manage("/api/explain?url=http://alice.s.web.localhost/", "application/json");
        Reply text = manage("/api/explain?url=http://alice.s.web.localhost/", "text/plain");
        Reply wrong = manage("/api/explain?url=nonsense", "application/json");

        assertThat(header).contains("context=alice from URL prefix", "answered by alice/web (override)");
        assertThat(json.json())
                .containsEntry("context", "alice")
                .containsEntry("source", "URL prefix")
                .containsEntry("answering", "alice/web")
                .containsEntry("role", "override");
        assertThat(text.text()).containsPattern("answering: +alice/web");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.text()).contains("nonsense", "absolute URL");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice.s.web.localhost",
                "web.localhost",
                "orphan--web.localhost",
                "alicf--web.localhost",
                "wbe.localhost",
            })
    void headerJsonAndTextGiveTheSameReasons(String host) {
        String line = gateway.ask(Ask.get(host).lines("x-offshoot-explain: 1", "baggage: offshoot-space=alice"))
                .header("x-offshoot-explain");
        String query = "/api/explain?url=http://" + host + "/&header=baggage:%20offshoot-space%3Dalice";
        String text = manage(query, "text/plain").text();

        manage(query, "application/json").json().forEach((name, value) -> {
            for (String fact : facts(name, value)) {
                assertThat(line).as("the header's %s", name).contains(fact);
                assertThat(text).as("the text's %s", name).contains(fact);
            }
        });
    }

    /** The values of a JSON document, but for what the line leaves out or writes without its name. */
    private static List<String> facts(String name, Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .flatMap(entry -> facts((String) entry.getKey(), entry.getValue()).stream())
                        .toList();
            case List<?> list ->
                list.stream().flatMap(one -> facts(name, one).stream()).toList();
            default -> name.equals("host") ? List.of() : List.of(value.toString());
        };
    }

    @Test
    void theManagementPortShowsHealthAndMetricsAndRoutesNothing() {
        gateway.ask(Ask.get("alice.s.web.localhost"));

        assertThat(manage("/actuator/health/liveness", "*/*").json()).containsEntry("status", "UP");
        assertThat(manage("/actuator/health/readiness", "*/*").json()).containsEntry("status", "UP");
        await().untilAsserted(() -> assertThat(
                        manage("/actuator/prometheus", "text/plain").text())
                .containsPattern("offshoot_requests_seconds_count\\{arrival=\"url\",outcome=\"answered\"\\} [1-9]")
                .containsPattern("offshoot_context_total\\{source=\"url_prefix\"\\} [1-9]"));
        assertThat(manage("/actuator/env", "*/*").status()).isEqualTo(404);
        assertThat(manage("/actuator/gateway/routes", "*/*").status()).isEqualTo(404);
        int before = aliceWeb.requests() + web.requests();
        assertThat(Ask.get("alice.s.web.localhost").to(gateway.managementPort()).status())
                .isEqualTo(404);
        assertThat(aliceWeb.requests() + web.requests()).isEqualTo(before);
    }

    private Reply manage(String target, String accept) {
        return Ask.get("localhost", target).header("Accept", accept).to(gateway.managementPort());
    }
}
