package dev.offshoot.routing.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.routing.fixtures.Shop;
import dev.offshoot.routing.host.HostForm;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViewsTest {
    private final Snapshot shop = Shop.snapshot();

    @Test
    void aSpaceIsShownWithItsPlaceItsOverridesAndItsUrls() {
        assertThat(shop.spaces())
                .extracting(SpaceView::name)
                .containsExactly("alice", "bob", "default", "joint", "team-a");
        assertThat(shop.spaces().getFirst())
                .isEqualTo(new SpaceView(
                        "alice",
                        "default",
                        "team-a",
                        List.of(),
                        List.of("alice", "team-a", "default"),
                        null,
                        List.of("orders"),
                        List.of(
                                "alice--catalog.dev.example.com",
                                "alice--orders.dev.example.com",
                                "alice--web.dev.example.com",
                                "alice--wishlist.dev.example.com")));
        assertThat(shop.spaces().get(2).urls())
                .containsExactly(
                        "catalog.dev.example.com", "dev.example.com", "orders.dev.example.com", "web.dev.example.com");
    }

    @Test
    void aSpacesRoutesSayWhoAnswersEachServiceThere() {
        assertThat(shop.routes("joint"))
                .extracting(
                        route -> route.called() + " by " + route.answering() + (route.override() ? " override" : ""))
                .containsExactly(
                        "default/catalog by team-a/catalog override",
                        "default/orders by alice/orders override",
                        "default/payments by bob/payments override",
                        "default/web by default/web",
                        "alice/wishlist by alice/wishlist");
        assertThat(shop.routes("nobody")).isEmpty();
    }

    @Test
    void aRouteSaysWhyItIsUnusableAndWhoseProcessItIs() {
        Snapshot snapshot = Shop.with("""
                service bob/orders http:80 external
                tunnel bob/catalog 80 owner=bob@example.com
                """);
        assertThat(snapshot.routes("bob"))
                .extracting(RouteView::unusable)
                .containsExactly(
                        null,
                        "Service bob/orders is an ExternalName (expected: a Service with a cluster IP)",
                        null,
                        null);
        assertThat(snapshot.routes("bob").getFirst().tunnelOwner()).isEqualTo("bob@example.com");
    }

    @ParameterizedTest(name = "{0} {1} {2} -> {3}")
    @CsvSource(
            nullValues = "-",
            value = {
                "orders.dev.example.com, alice, SINGLE_LABEL, alice--orders.dev.example.com",
                "orders.dev.example.com, alice, DOTTED, alice.s.orders.dev.example.com",
                "orders.dev.example.com, alice, BARE, orders.dev.example.com",
                "dev.example.com, alice, SINGLE_LABEL, alice--web.dev.example.com",
                "dev.example.com, alice, DOTTED, alice.s.dev.example.com",
                "orders.dev.example.com, default, SINGLE_LABEL, default--orders.dev.example.com",
                "wishlist.dev.example.com, bob, SINGLE_LABEL, -",
                "alice--orders.dev.example.com, alice, SINGLE_LABEL, -",
                "elsewhere.org, alice, SINGLE_LABEL, -",
                "orders.dev.example.com, nobody, SINGLE_LABEL, -",
            })
    void aHostOfOursIsMappedToItsPrefixedFormForASpaceItServes(
            String host, String space, HostForm form, String prefixed) {
        assertThat(shop.prefixedHost(host, space, form)).isEqualTo(prefixed);
    }

    @Test
    void aLabelThatWouldBeTooLongTakesTheDottedForm() {
        String space = "a".repeat(60);
        Snapshot snapshot = Shop.with("space " + space + " parent=default\n");
        assertThat(snapshot.prefixedHost("orders.dev.example.com", space, HostForm.SINGLE_LABEL))
                .isEqualTo(space + ".s.orders.dev.example.com");
    }

    @Test
    void onlyChildSpacesPodsTellWhereACallComesFrom() {
        Snapshot snapshot = Shop.with("""
                pod default/web-1 10.7.0.1
                pod alice/web-1 fd00::1 10.7.0.2
                pod bob/web-1 10.7.0.3
                pod joint/web-1 10.7.0.3
                """);
        assertThat(snapshot.spaceOfPod("10.7.0.1")).isNull();
        assertThat(snapshot.spaceOfPod("10.7.0.2")).isEqualTo("alice");
        assertThat(snapshot.spaceOfPod("fd00:0:0:0:0:0:0:1")).isEqualTo("alice");
        assertThat(snapshot.spaceOfPod("fd00::1%eth0")).isEqualTo("alice");
        assertThat(snapshot.spaceOfPod("10.7.0.3")).as("of two spaces").isNull();
        assertThat(snapshot.spaceOfPod("not:an:address")).isNull();
    }
}
