package dev.offshoot.routing.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.routing.context.SeenTraces;
import dev.offshoot.routing.fixtures.Request;
import dev.offshoot.routing.fixtures.Shop;
import dev.offshoot.routing.snapshot.Snapshot;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTest {
    private static final Arrival URL = new Arrival.Url(true);
    private final Snapshot shop = Shop.snapshot();

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "dev.example.com, default/web",
        "web.dev.example.com, default/web",
        "alice.s.dev.example.com, default/web",
        "alice--web.dev.example.com, default/web",
        "orders.dev.example.com, default/orders",
        "ORDERS.Dev.Example.Com.:8080, default/orders",
        "alice--orders.dev.example.com, alice/orders",
        "ALICE--orders.dev.example.com:443, alice/orders",
        "alice.s.orders.dev.example.com, alice/orders",
        "team-a--orders.dev.example.com, default/orders",
        "alice--catalog.dev.example.com, team-a/catalog",
        "joint--orders.dev.example.com, alice/orders",
        "joint--catalog.dev.example.com, team-a/catalog",
        "bob--orders.dev.example.com, default/orders",
        "default--orders.dev.example.com, default/orders",
        "alice--wishlist.dev.example.com, alice/wishlist",
        "joint--wishlist.dev.example.com, alice/wishlist",
    })
    void aHostReachesTheNearestServiceOfItsSpacesLineage(String host, String answering) {
        assertThat(route(Request.to(host)).decision())
                .isInstanceOfSatisfying(
                        Decision.Forward.class,
                        forward -> assertThat(forward.backend().service()).hasToString(answering));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "orderz.dev.example.com, UNKNOWN_HOST, orders.dev.example.com",
        "alice--orderz.dev.example.com, UNKNOWN_HOST, alice--orders.dev.example.com",
        "alcie--orders.dev.example.com, UNKNOWN_SPACE, alice",
        "alcie.s.orders.dev.example.com, UNKNOWN_SPACE, alice",
        "wishlist.dev.example.com, SPACE_NEEDED, alice",
        "bob--wishlist.dev.example.com, SPACE_NOT_SERVED, alice",
    })
    void aHostThatNamesNothingServedIsRefused(String host, ErrorCode code, String nearest) {
        assertThat(route(Request.to(host)).decision()).isInstanceOfSatisfying(Decision.Refuse.class, refuse -> {
            assertThat(refuse.code()).isEqualTo(code);
            assertThat(refuse.nearest()).containsExactly(nearest);
        });
    }

    @Test
    void anInterceptedCallIsRoutedByItsContext() {
        Arrival arrival = new Arrival.Intercepted(Objects.requireNonNull(shop.listener(20001)));
        assertThat(Router.route(shop, arrival, Request.to("payments").with("x-offshoot-space", "bob"), SeenTraces.NONE)
                        .decision())
                .isInstanceOfSatisfying(
                        Decision.Forward.class,
                        forward -> assertThat(forward.backend().service()).hasToString("bob/payments"));
    }

    @Test
    void anExplanationSaysWhatDecidedAndWhatWasIgnored() {
        Request request = Request.to("alice--orders.dev.example.com").with("baggage", "offshoot-space=bob");
        assertThat(Explainer.explain(shop, URL, request, SeenTraces.NONE, route(request))
                        .line())
                .isEqualTo(
                        "context=alice from URL prefix; called=default/orders:http; lineage=alice>team-a>default; answered by"
                                + " alice/orders (override), 1 of 1 endpoints ready; ignored: baggage=bob (lower)");
    }

    private Routing route(Request request) {
        return Router.route(shop, URL, request, SeenTraces.NONE);
    }
}
