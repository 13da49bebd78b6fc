package dev.offshoot.gateway.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
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
 * Which space's Service answers, and what is said where none can.
 *
 * <pre>
 *   default                      other
 *   ├── team-a                   └── stranger
 *   │   └── alice
 *   ├── bob
 *   ├── joint (joins alice, bob)
 *   ├── lenient (fallback Unready)
 *   │   └── strict
 *   ├── ring-a -> ring-b -> ring-a; below-ring -> ring-a
 *   ├── orphan (parent nobody); below-orphan
 *   └── lonely (joins nobody)
 * </pre>
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DecisionsIT {
    private final Map<String, Origin> origins = new HashMap<>();
    private final int portalListener = FrontDoor.freePort();
    private final int baseListener = FrontDoor.freePort();
    private FrontDoor gateway;

    @BeforeAll
    void start() {
        ClusterObjects cluster = new ClusterObjects()
                .root("default")
                .child("team-a", "default")
                .child("alice", "team-a")
                .child("bob", "default")
                .child("joint", "default", "joins=alice,bob")
                .child("lenient", "default", "fallback=Unready")
                .child("strict", "lenient")
                .root("other")
                .child("stranger", "other")
                .child("ring-a", "ring-b")
                .child("ring-b", "ring-a")
                .child("below-ring", "ring-a")
                .child("orphan", "nobody")
                .child("below-orphan", "orphan")
                .child("lonely", "default", "joins=nobody");
        lineages(cluster);
        unusable(cluster);
        gateway = FrontDoor.open(cluster);
    }

    private Origin origin(String who) {
        return origins.computeIfAbsent(who, Origin::new);
    }

    private void served(ClusterObjects cluster, String service, String... spaces) {
        for (String space : spaces) {
            cluster.served(
                    space,
                    service,
                    origin(space + "/" + service),
                    space.equals("default") || space.equals("other") ? new String[] {"expose=true"} : new String[0]);
        }
    }

    private void lineages(ClusterObjects cluster) {
        served(cluster, "base", "default");
        served(cluster, "mid", "default", "team-a", "bob");
        served(cluster, "top", "default", "team-a", "alice");
        served(cluster, "portal", "other");
        served(cluster, "gone", "default", "bob");
        for (String space : List.of("ring-a", "ring-b", "below-ring", "orphan", "below-orphan", "lonely")) {
            served(cluster, "base", space);
        }
        cluster.listener("other", "portal", "http", portalListener);
        cluster.listener("default", "base", "http", baseListener);
        served(cluster, "down", "default");
        for (String space : List.of("alice", "lenient", "strict")) {
            cluster.service(space, "down").port("http", 80);
        }
        cluster.service("default", "nowhere", "expose=true").port("http", 80);
        cluster.service("lenient", "nowhere").port("http", 80);
    }

    private void unusable(ClusterObjects cluster) {
        served(cluster, "head", "default");
        cluster.service("alice", "head")
                .spec("clusterIP: None")
                .port("http", 80)
                .endpoints("http", origin("alice/head").port());
        cluster.service("bob", "head")
                .spec("type: ExternalName, externalName: example.com")
                .port("http", 80);
        served(cluster, "debugged", "default", "alice");
        cluster.tunnel("alice", "debugged", "alice@example.com", 80);
        cluster.tunnel("bob", "debugged", "bob@example.com", 80);
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
        "base.localhost, default/base",
        "bob--base.localhost, default/base",
        "alice--base.localhost, default/base",
        "mid.localhost, default/mid",
        "team-a--mid.localhost, team-a/mid",
        "alice--mid.localhost, team-a/mid",
        "bob--mid.localhost, bob/mid",
        "lenient--mid.localhost, default/mid",
        "top.localhost, default/top",
        "team-a--top.localhost, team-a/top",
        "alice--top.localhost, alice/top",
        "bob--top.localhost, default/top",
        "joint--top.localhost, alice/top",
        "joint--mid.localhost, team-a/mid",
        "joint--gone.localhost, bob/gone",
        "joint--base.localhost, default/base",
        "alice--gone.localhost, default/gone",
    })
    void theFirstSpaceOfTheLineageThatHasTheServiceAnswers(String host, String who) {
        assertThat(ask(host).who()).isEqualTo(who);
    }

    @Test
    void aJointSpacesLineageIsExplained() {
        assertThat(ask("joint--base.localhost").header("x-offshoot-explain"))
                .contains("lineage=joint>alice>team-a>bob>default;", "answered by default/base (baseline), 1 of 1");
        assertThat(ask("joint--top.localhost").header("x-offshoot-explain"))
                .contains("answered by alice/top (override), 1 of 1 endpoints ready");
    }

    @Test
    void aServiceOutsideTheLineageAnswersItselfAndTheContextStays() {
        Reply reply = Ask.get("portal").header("x-offshoot-space", "alice").to(portalListener);

        assertThat(reply.who()).isEqualTo("other/portal");
        assertThat(reply.seen().header("x-offshoot-space")).isEqualTo("alice");
    }

    @ParameterizedTest
    @CsvSource({"alice, alice/down", "strict, strict/down"})
    void aCrashedOverrideIsA503ThatNamesItAndNeverTheBaseline(String space, String service) {
        Reply reply = ask(space + "--down.localhost");

        assertThat(reply.who()).isEqualTo("503 no-endpoints");
        assertThat(reply.json()).containsEntry("service", service).containsEntry("space", space);
        assertThat((String) reply.json().get("detail")).contains("Service " + service, "http (80)", "0 of 0");
    }

    @Test
    void withFallbackUnreadyTheNextReadyOneAnswersAndSaysSo() {
        Reply reply = ask("lenient--down.localhost");

        assertThat(reply.who()).isEqualTo("default/down");
        assertThat(reply.seen().header("x-offshoot-space")).isEqualTo("lenient");
        assertThat(reply.header("x-offshoot-notice")).contains("lenient/down", "default/down", "Unready");
        assertThat(reply.header("x-offshoot-explain")).contains("notice: Service lenient/down");
    }

    @Test
    void withFallbackUnreadyAndNobodyReadyTheFirstIsNamed() {
        Reply reply = ask("lenient--nowhere.localhost");

        assertThat(reply.who()).isEqualTo("503 no-endpoints");
        assertThat(reply.json()).containsEntry("service", "lenient/nowhere");
    }

    @ParameterizedTest
    @CsvSource({"alice, a headless override", "bob, an ExternalName"})
    void anOverrideThatCannotBeForwardedToIsA503(String space, String what) {
        Reply reply = ask(space + "--head.localhost");

        assertThat(reply.who()).isEqualTo("503 unsupported-service");
        assertThat((String) reply.json().get("detail")).contains("Service " + space + "/head is " + what);
        assertThat(ask("head.localhost").who()).isEqualTo("default/head");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "bob"})
    void aTunnelIsAnOverrideThatNamesItsOwnerWhileItIsNotConnected(String space) {
        Reply reply = ask(space + "--debugged.localhost");

        assertThat(reply.who()).isEqualTo("503 no-endpoints");
        assertThat((String) reply.json().get("detail"))
                .contains("Service " + space + "/debugged", space + "@example.com", "not connected");
        assertThat(ask("debugged.localhost").who()).isEqualTo("default/debugged");
    }

    @ParameterizedTest
    @CsvSource({
        "ring-a, its own ancestor",
        "ring-b, its own ancestor",
        "below-ring, ring-a",
        "orphan, parent nobody",
        "below-orphan, orphan",
        "lonely, join nobody",
    })
    void aBrokenSpaceIsA503ByWhateverNamesItAndNeverTheRootsService(String space, String why) {
        List<Reply> replies = new ArrayList<>();
        replies.add(ask(space + "--base.localhost"));
        replies.add(ask(space + ".s.base.localhost"));
        replies.add(gateway.ask(Ask.get("base.localhost").header("x-offshoot-space", space)));
        replies.add(gateway.ask(Ask.get("base.localhost").header("baggage", "offshoot-space=" + space)));
        replies.add(Ask.get("base").header("x-offshoot-space", space).to(baseListener));

        assertThat(replies).allSatisfy(reply -> {
            assertThat(reply.who()).isEqualTo("503 space-broken");
            assertThat(reply.json()).containsEntry("space", space);
            assertThat((String) reply.json().get("detail")).contains("space " + space + " is broken: ", why);
        });
    }

    @Test
    void whatBreaksASpaceIsAProblemOfItsObject() {
        assertThat(Ask.get("management", "/api/problems")
                        .to(gateway.managementPort())
                        .text())
                .contains("parent-cycle", "missing-parent", "missing-join", "broken-ancestor", "unsupported-override")
                .contains("Namespace ring-a", "Namespace orphan", "Namespace lonely", "Namespace below-orphan")
                .contains("Service alice/head", "Service bob/head");
    }
}
