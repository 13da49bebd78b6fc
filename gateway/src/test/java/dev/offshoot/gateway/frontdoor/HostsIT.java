package dev.offshoot.gateway.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which Service and space a host names.
 *
 * <pre>
 *   default (web exposed + entry + shop.localhost, a--web exposed)      other (portal exposed)
 *   ├── alice (web)                                                      └── other-kid
 *   │   └── alice-kid
 *   ├── fresh (novel exposed only here)
 *   │   └── fresh-kid
 *   ├── x, x--a is no space's name; bob
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
}
