package dev.offshoot.routing.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.offshoot.routing.context.SeenTraces;
import dev.offshoot.routing.decision.Arrival;
import dev.offshoot.routing.decision.Decision;
import dev.offshoot.routing.decision.ErrorCode;
import dev.offshoot.routing.decision.Explainer;
import dev.offshoot.routing.decision.Router;
import dev.offshoot.routing.decision.Routing;
import dev.offshoot.routing.fixtures.Request;
import dev.offshoot.routing.fixtures.Shop;
import dev.offshoot.routing.snapshot.Snapshot;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileHostTest {
    private static final Arrival URL = new Arrival.Url(true);
    private final Snapshot shop = Shop.snapshot();

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                ".",
                "..",
                ":",
                ":80",
                ".:80",
                "-",
                "--",
                "---",
                "----.dev.example.com",
                "--orders.dev.example.com",
                "alice--",
                "alice--.dev.example.com",
                ".s.",
                ".s.orders.dev.example.com",
                "alice.s.",
                "alice.s..",
                "[",
                "]",
                "[]",
                "[::1]",
                "[::1]:80",
                "[::1",
                "::1",
                "::1:80",
                "fe80::1%eth0",
                "[::1]:80:90",
                "a:b:c",
                "orders.dev.example.com:http",
                "orders.dev.example.com:80:80",
                "orders.dev.example.com..",
                " orders.dev.example.com",
                "orders.dev.example.com ",
                "orders.dev.example.com/",
                "user@orders.dev.example.com",
                "orders.dev.example.com#",
                "orders%2edev.example.com",
                "\u0130.dev.example.com",
                "\u212Aorders.dev.example.com",
                "\ud800.dev.example.com",
                "a\r\nb",
                "a\0b",
                "\uffff"
            })
    void whatNamesNoHostIsRefusedAndNeverThrows(String host) {
        Request request = Request.to(host);
        Routing routing = Router.route(shop, URL, request, SeenTraces.NONE);
        assertThat(routing.decision())
                .isInstanceOfSatisfying(
                        Decision.Refuse.class,
                        refuse -> assertThat(refuse.code()).isEqualTo(ErrorCode.UNKNOWN_HOST));
        assertExplained(request, routing);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "orders.dev.example.com",
                "orders.dev.example.com.",
                "orders.dev.example.com:",
                "orders.dev.example.com:99999999",
                "orders.dev.example.com.:80",
                "OrDeRs.dEv.eXaMpLe.CoM"
            })
    void caseAndPortAndOneTrailingDotDoNotMatter(String host) {
        assertThat(Router.route(shop, URL, Request.to(host), SeenTraces.NONE).host())
                .isEqualTo("orders.dev.example.com");
    }

    @Test
    void aVeryLongHostIsRefusedWithABoundedText() {
        for (String piece : List.of("a", "-", "--", ".", "a.", "a--", "alice.s.", "alice--", "\u00e4", ":", "1")) {
            Request request = Request.to(piece.repeat(30_000) + ".orders.dev.example.com");
            Routing routing = Router.route(shop, URL, request, SeenTraces.NONE);
            assertThat(routing.decision())
                    .isInstanceOfSatisfying(
                            Decision.Refuse.class,
                            refuse -> assertThat(refuse.detail()).hasSizeLessThan(600));
            assertExplained(request, routing);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void randomlyPutTogetherHostsNeverThrow(long seed) {
        Random random = new Random(seed);
        List<String> pieces = List.of(
                "alice",
                "--",
                ".s.",
                ".",
                "orders",
                ".dev.example.com",
                ":",
                "80",
                "[",
                "]",
                "-",
                "S",
                "XN--",
                "\u00df",
                "joint",
                "%");
        for (int i = 0; i < 3_000; i++) {
            StringBuilder host = new StringBuilder();
            for (int n = random.nextInt(9); n >= 0; n--) {
                host.append(pieces.get(random.nextInt(pieces.size())));
            }
            Request request = Request.to(host.toString()).with("x-offshoot-space", host.toString());
            assertThatCode(() -> assertExplained(request, Router.route(shop, URL, request, SeenTraces.NONE)))
                    .as("seed %s, host %s", seed, host)
                    .doesNotThrowAnyException();
        }
    }

    private void assertExplained(Request request, Routing routing) {
        String line =
                Explainer.explain(shop, URL, request, SeenTraces.NONE, routing).line();
        assertThat(line).hasSizeLessThanOrEqualTo(2048).matches("[ -~]+");
    }
}
