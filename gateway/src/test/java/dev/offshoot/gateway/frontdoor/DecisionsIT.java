package dev.offshoot.gateway.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which space's Service answers, and what is said where none can.
 *
 * <pre>
 *   default (web, orders, catalog; orders-baseline is orders' shadow)
 *   ├── team-a (catalog)
 *   │   └── alice (orders)
 *   ├── bob (catalog)
 *   ├── joint (joins alice, bob)
 *   ├── down (orders without an endpoint)      ├── climbs (the same, fallback: Unready)
 *   ├── ending (orders, terminating but serving)
 *   ├── ports (orders on another port name and number)   ├── only (orders with one port of another name)
 *   ├── alias (orders is an ExternalName)      ├── headless (orders is headless)
 *   ├── laptop (a tunnel for orders, nobody connected)
 *   ├── c1 → c2 → c1, child-of-c1              ├── orphan (parent nowhere)   └── lonely (joins nowhere)
 * </pre>
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DecisionsIT {
    private final Origin web = new Origin("default/web");
    private final Origin orders = new Origin("default/orders");
    private final Origin shadowed = new Origin("default/orders by its shadow");
    private final Origin catalog = new Origin("default/catalog");
    private final Origin teamCatalog = new Origin("team-a/catalog");
    private final Origin aliceOrders = new Origin("alice/orders");
    private final Origin bobCatalog = new Origin("bob/catalog");
    private final Origin ending = new Origin("ending/orders");
    private final Origin only = new Origin("only/orders");
    private FrontDoor gateway;

    @BeforeAll
    void start() {
        ClusterObjects cluster = new ClusterObjects()
                .root("default")
                .child("team-a", "default")
                .child("alice", "team-a")
                .child("bob", "default")
                .child("joint", "default", "joins=alice,bob")
                .child("down", "default")
                .child("climbs", "default", "fallback=Unready")
                .child("ending", "default")
                .child("ports", "default")
                .child("only", "default")
                .child("alias", "default")
                .child("headless", "default")
                .child("laptop", "default")
                .child("c1", "c2")
                .child("c2", "c1")
                .child("child-of-c1", "c1")
                .child("orphan", "nowhere")
                .child("lonely", "default", "joins=nowhere")
                .served("default", "web", web, "expose=true")
                .served("default", "catalog", catalog, "expose=true")
                .served("default", "orders", orders, "expose=true")
                .served("team-a", "catalog", teamCatalog)
                .served("alice", "orders", aliceOrders)
                .served("bob", "catalog", bobCatalog)
                .tunnel("laptop", "orders", "dana@example.com", 80);
        cluster.service("default", "orders-baseline")
                .shadowOf("orders")
                .spec("clusterIP: None")
                .port("http", 80)
                .endpoints("http", shadowed.port());
        cluster.service("down", "orders").port("http", 80);
        cluster.service("climbs", "orders").port("http", 80).endpoint("http", FrontDoor.freePort(), "ready: false");
        cluster.service("ending", "orders")
                .port("http", 80)
                .endpoint("http", ending.port(), "ready: false, serving: true, terminating: true");
        cluster.service("ports", "orders")
                .port("grpc", 9000)
                .port("admin", 9001)
                .endpoints("grpc", FrontDoor.freePort());
        cluster.service("only", "orders").port("web", 8000).endpoints("web", only.port());
        cluster.service("alias", "orders").port("http", 80).spec("type: ExternalName, externalName: example.com");
        cluster.service("headless", "orders")
                .port("http", 80)
                .spec("clusterIP: None")
                .endpoints("http", FrontDoor.freePort());
        gateway = FrontDoor.open(cluster);
    }

    @AfterAll
    void stop() {
        gateway.close();
        List.of(web, orders, shadowed, catalog, teamCatalog, aliceOrders, bobCatalog, ending, only)
                .forEach(Origin::close);
    }

    @ParameterizedTest
    @CsvSource({
        "alice.s.orders.localhost, alice/orders",
        "alice.s.catalog.localhost, team-a/catalog",
        "alice.s.web.localhost, default/web",
        "team-a.s.catalog.localhost, team-a/catalog",
        "bob.s.catalog.localhost, bob/catalog",
        "joint.s.orders.localhost, alice/orders",
        "joint.s.catalog.localhost, team-a/catalog",
        "default.s.catalog.localhost, default/catalog",
        "ending.s.orders.localhost, ending/orders",
        "only.s.orders.localhost, only/orders",
        "down.s.web.localhost, default/web",
    })
    void theFirstSpaceOfTheLineageThatHasTheServiceAnswers(String host, String answering) {
        assertThat(gateway.ask(Ask.get(host)).who()).isEqualTo(answering);
    }

    @ParameterizedTest
    @CsvSource({
        "down.s.orders.localhost, 503 no-endpoints, down/orders",
        "ports.s.orders.localhost, 503 port-mismatch, ports/orders",
        "alias.s.orders.localhost, 503 unsupported-service, alias/orders",
        "headless.s.orders.localhost, 503 unsupported-service, headless/orders",
        "laptop.s.orders.localhost, 503 no-endpoints, dana@example.com",
        "c1.s.web.localhost, 503 space-broken, c2",
        "child-of-c1.s.web.localhost, 503 space-broken, c1",
        "orphan.s.web.localhost, 503 space-broken, nowhere",
        "lonely.s.web.localhost, 503 space-broken, nowhere",
        "orders-baseline.localhost, 404 unknown-host, orders-baseline",
    })
    void whatCantAnswerIsNamedAndNeverTheBaselineInstead(String host, String error, String named) {
        Reply reply = gateway.ask(Ask.get(host));

        assertThat(reply.who()).isEqualTo(error);
        assertThat(reply.text()).contains(named);
    }

    @Test
    void aSpaceThatFallsBackClimbsPastWhatIsntReadyAndSaysSo() {
        Reply reply = gateway.ask(Ask.get("climbs.s.orders.localhost"));

        assertThat(reply.who()).startsWith("default/orders");
        assertThat(reply.header("x-offshoot-notice")).contains("climbs/orders");
    }

    @Test
    void anInterceptedServicesEndpointsAreItsOwnAndItsShadows() {
        Set<String> answering = new HashSet<>();
        for (int i = 0; i < 200 && answering.size() < 2; i++) {
            answering.add(gateway.ask(Ask.get("orders.localhost")).who());
        }

        assertThat(answering).containsExactlyInAnyOrder("default/orders", "default/orders by its shadow");
    }

    @Test
    void aBrokenSpaceIsAProblemThatNamesItsObject() {
        String problems = Ask.get("localhost", "/api/problems")
                .to(gateway.managementPort())
                .text();

        assertThat(problems)
                .contains("parent-cycle", "missing-parent", "missing-join", "unsupported-override")
                .contains(
                        "Namespace c1",
                        "Namespace orphan",
                        "Namespace lonely",
                        "Service alias/orders",
                        "Service headless/orders");
    }
}
