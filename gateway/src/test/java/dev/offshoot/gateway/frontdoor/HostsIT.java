package dev.offshoot.gateway.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which Service and space a host names.
 *
 * <pre>
 *   default (web, entry; bob--shop; younger)      other (portal exposed)
 *   ├── alice (web)                                                      └── other-kid
 *   │   └── alice-kid
 *   ├── fresh (novel exposed only here)
 *   │   └── fresh-kid
 *   ├── bob
 *   └── bob--bob (no name for a space)
 * </pre>
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostsIT {
    private final Origin web = new Origin("default/web");
    private final Origin aliceWeb = new Origin("alice/web");
    private final Origin novel = new Origin("fresh/novel");
    private final Origin portal = new Origin("other/portal");
    private final Origin dashed = new Origin("default/bob--shop");
    private final Origin younger = new Origin("default/younger");
    private FrontDoor gateway;

    @BeforeAll
    void start() {
        ClusterObjects cluster = new ClusterObjects()
                .root("default")
                .child("alice", "default")
                .child("alice-kid", "alice")
                .child("bob", "default")
                .child("fresh", "default")
                .child("fresh-kid", "fresh")
                .child("bob--bob", "default")
                .root("other")
                .child("other-kid", "other")
                .served("default", "web", web, "expose=true", "entry=true", "hosts=shop.localhost,a.b.localhost")
                .served("alice", "web", aliceWeb)
                .served("fresh", "novel", novel, "expose=true")
                .served("other", "portal", portal, "expose=true")
                .served("default", "bob--shop", dashed, "expose=true");
        cluster.service("default", "younger", "expose=true", "hosts=shop.localhost")
                .created("2026-02-01T00:00:00Z")
                .port("http", 80)
                .endpoints("http", younger.port());
        gateway = FrontDoor.open(cluster);
    }

    @AfterAll
    void stop() {
        gateway.close();
        List.of(web, aliceWeb, novel, portal, dashed, younger).forEach(Origin::close);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "web.localhost -> default/web -> default",
                "shop.localhost -> default/web -> default",
                "localhost -> default/web -> default",
                "WEB.LocalHost -> default/web -> default",
                "web.localhost. -> default/web -> default",
                "web.localhost:8080 -> default/web -> default",
                "web.localhost.:8080 -> default/web -> default",
                "alice.s.web.localhost -> alice/web -> alice",
                "alice.s.shop.localhost -> alice/web -> alice",
                "Alice.S.Shop.LOCALHOST.:80 -> alice/web -> alice",
                "alice--web.localhost -> alice/web -> alice",
                "alice--shop.localhost:1 -> alice/web -> alice",
                "alice.s.a.b.localhost -> alice/web -> alice",
                "alice--a.b.localhost -> alice/web -> alice",
                "alice.s.localhost -> alice/web -> alice",
                "alice-kid--web.localhost -> alice/web -> alice-kid",
                "alice-kid.s.localhost -> alice/web -> alice-kid",
                "bob.s.shop.localhost -> default/web -> bob",
                "default.s.web.localhost -> default/web -> default",
                "default--web.localhost -> default/web -> default",
                "portal.localhost -> other/portal -> other",
                "other-kid--portal.localhost -> other/portal -> other-kid",
                "fresh--novel.localhost -> fresh/novel -> fresh",
                "fresh.s.novel.localhost -> fresh/novel -> fresh",
                "fresh-kid--novel.localhost -> fresh/novel -> fresh-kid",
                "bob--shop.localhost -> default/bob--shop -> default",
                "alice--bob--shop.localhost -> default/bob--shop -> alice",
            })
    void aHostNamesAServiceAndPerhapsASpace(String host, String who, String space) {
        Reply reply = gateway.ask(Ask.get(host).header("x-offshoot-explain", "1"));

        assertThat(reply.who()).isEqualTo(who);
        assertThat(reply.header("x-offshoot-explain")).contains("context=" + space + " from ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "alicf--web.localhost -> unknown-space -> space alicf of host alicf--web.localhost -> one of the 9 spaces -> alice",
                "alicf.s.shop.localhost -> unknown-space -> space alicf of host alicf.s.shop.localhost -> one of the 9 spaces -> alice",
                "nonsense.s.localhost -> unknown-space -> space nonsense -> one of the 9 spaces -> ''",
                "xn--web.localhost -> unknown-space -> space xn -> one of the 9 spaces -> ''",
                "s.s.web.localhost -> unknown-space -> space s -> one of the 9 spaces -> ''",
                "wbe.localhost -> unknown-host -> host wbe.localhost -> one of the 8 hosts -> web.localhost",
                "alice--wbe.localhost -> unknown-host -> host alice--wbe.localhost -> one of the 8 hosts -> alice--web.localhost",
                "alice.s.wbe.localhost -> unknown-host -> host alice.s.wbe.localhost -> one of the 8 hosts -> alice.s.web.localhost",
                "web.localhost.. -> unknown-host -> host web.localhost. -> one of the 8 hosts -> web.localhost|a.b.localhost",
                "web.example.com -> unknown-host -> host web.example.com -> one of the 8 hosts -> ''",
                "[::1]:80 -> unknown-host -> host [::1] -> one of the 8 hosts -> ''",
                "other-kid--web.localhost -> space-not-served -> its root is other -> the host's is default -> ''",
                "alice.s.portal.localhost -> space-not-served -> its root is default -> the host's is other -> ''",
                "novel.localhost -> space-needed -> host novel.localhost -> it serves fresh -> fresh",
                "alice--novel.localhost -> space-not-served -> space alice -> it serves fresh -> fresh",
                "default--novel.localhost -> space-not-served -> space default -> it serves fresh -> fresh",
                "bob--bob--shop.localhost -> ambiguous-host -> bob--bob--shop.localhost -> several spaces -> bob|bob--bob",
            })
    void aHostThatNamesNothingIsA404ThatHelps(
            String host, String code, String value, String expectation, String nearest) {
        Reply reply = gateway.ask(Ask.get(host));

        assertThat(reply.who()).isEqualTo("404 " + code);
        assertThat(reply.json()).containsEntry("code", code).containsEntry("status", 404);
        assertThat((String) reply.json().get("detail")).contains(value, expectation);
        Object known = nearest.isEmpty() ? null : List.of(nearest.split("\\|"));
        assertThat(reply.json().get("nearest")).isEqualTo(known);
    }

    @Test
    void theOlderServiceKeepsAHostThatTwoClaimAndTheOtherKeepsItsOwn() {
        assertThat(gateway.ask(Ask.get("shop.localhost")).who()).isEqualTo("default/web");
        assertThat(gateway.ask(Ask.get("younger.localhost")).who()).isEqualTo("default/younger");
        assertThat(Ask.get("management", "/api/problems")
                        .to(gateway.managementPort())
                        .text())
                .contains(
                        "host-taken", "Service default/younger", "host shop.localhost belongs to Service default/web");
    }

    @ParameterizedTest
    @CsvSource({"nowhere.example", "10.0.0.1:80", "web.localhost", "alicf--web.localhost", "alice--web.localhost"})
    void loadBalancersGetTheHealthOnAnyHost(String host) {
        Reply reply = gateway.ask(Ask.get(host, "/.well-known/offshoot/health"));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("ok\n");
    }
}
