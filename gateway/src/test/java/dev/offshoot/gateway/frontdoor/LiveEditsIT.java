package dev.offshoot.gateway.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offshoot.gateway.relay.Leaks;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Edits of the objects while the gateway serves them.
 *
 * <pre>
 * default (web exposed)
 * ├── team-a (web)
 * │   └── alice
 * └── team-b (web)
 * </pre>
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveEditsIT {
    private static final String ALICE = "alice.s.web.localhost";

    private final Origin root = new Origin("default/web");
    private final Origin teamA = new Origin("team-a/web");
    private final Origin teamB = new Origin("team-b/web");
    private final Origin own = new Origin("alice/web");
    private FrontDoor gateway;

    @BeforeAll
    void start() {
        gateway = FrontDoor.open(objects("alice", "team-a"));
    }

    @AfterAll
    void stop() {
        gateway.close();
        List.of(root, teamA, teamB, own).forEach(Origin::close);
        Leaks.assertNone();
    }

    @BeforeEach
    void begin() {
        gateway.objects(objects("alice", "team-a"));
        awaitAnswer(ALICE, "team-a/web");
    }

    @Test
    void reparentedSpaceFollowsItsNewParent() {
        gateway.objects(objects("alice", "team-b"));
        awaitAnswer(ALICE, "team-b/web");

        gateway.objects(objects("alice", "default"));
        awaitAnswer(ALICE, "default/web");
    }

    @Test
    void overrideAnswersAsLongAsItIsThere() {
        gateway.objects(objects("alice", "team-a").served("alice", "web", own));
        awaitAnswer(ALICE, "alice/web");
        assertThat(ask("team-a.s.web.localhost")).isEqualTo("team-a/web");

        gateway.objects(objects("alice", "team-a"));
        awaitAnswer(ALICE, "team-a/web");
    }

    @Test
    void renamedSpaceHasItsNewUrlOnly() {
        gateway.objects(objects("carol", "team-a"));
        awaitAnswer("carol.s.web.localhost", "team-a/web");
        assertThat(ask(ALICE)).isEqualTo("404 unknown-space");
    }

    @Test
    void newHostIsServedInAllSpaces() {
        assertThat(ask("alice.s.shop.localhost")).startsWith("404 ");

        ClusterObjects edited = objects("alice", "team-a");
        edited.service("default", "web", "hosts=shop.localhost");
        gateway.objects(edited);
        awaitAnswer("alice.s.shop.localhost", "team-a/web");
        assertThat(ask("shop.localhost")).isEqualTo("default/web");
    }

    @Test
    void spaceThatBreaksDoesNotShowItsFormerParent() {
        gateway.objects(objects("alice", "team-x"));
        awaitAnswer(ALICE, "503 space-broken");
        assertThat(ask("team-a.s.web.localhost")).isEqualTo("team-a/web");
        assertThat(problems()).contains("\"missing-parent\"", "team-x");
    }

    @Test
    void brokenEditKeepsTheLastGoodStateAndNamesFileAndLineUntilMended() {
        assertThat(problems()).isEqualTo("[]");

        gateway.objects(new ClusterObjects().add("apiVersion: v1\nkind: [Namespace\nmetadata: {name: x}\n"));
        await().untilAsserted(() -> assertThat(problems())
                .contains("\"unreadable-file\"")
                .containsPattern("objects\\.yaml:[23]: ")
                .contains("last good objects stay"));
        assertThat(ask(ALICE)).isEqualTo("team-a/web");

        gateway.objects(objects("alice", "team-b"));
        awaitAnswer(ALICE, "team-b/web");
        assertThat(problems()).isEqualTo("[]");
    }

    private ClusterObjects objects(String child, String parent) {
        return new ClusterObjects()
                .root("default")
                .child("team-a", "default")
                .child("team-b", "default")
                .child(child, parent)
                .served("default", "web", root, "expose=true")
                .served("team-a", "web", teamA)
                .served("team-b", "web", teamB);
    }

    private void awaitAnswer(String host, String who) {
        await().untilAsserted(() -> assertThat(ask(host)).isEqualTo(who));
    }

    private String ask(String host) {
        return gateway.ask(Ask.get(host)).who();
    }

    private String problems() {
        return Ask.get("localhost", "/api/problems")
                .to(gateway.managementPort())
                .text();
    }
}
