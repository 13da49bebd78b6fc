package dev.offshoot.routing.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.fixtures.ClusterText;
import org.junit.jupiter.api.Test;

/** Which Service a call comes from, told by the endpoint that has the caller's address. */
class CallersTest {
    private static final RoutingConfig CONFIG = RoutingConfig.ofDomains("dev.example.com");
    private static final String SPACES = """
            space default root
            space alice parent=default
            """;

    @Test
    void anEndpointsAddressNamesItsServiceAndTheShadowsNameTheInterceptedOne() {
        Snapshot snapshot = compile(Snapshot.EMPTY, """
                run default/web http:80 @10.0.0.1
                service default/orders http:80
                service default/orders-baseline http:80 shadow-of=orders headless
                slice default/orders-baseline http:80 @10.0.0.2
                slice default/orders http:20001 @10.0.9.9 by=offshoot
                run alice/orders http:80 @fd00::2
                """);

        assertThat(snapshot.serviceAt("10.0.0.1")).isEqualTo("default/web");
        assertThat(snapshot.serviceAt("10.0.0.2")).isEqualTo("default/orders");
        assertThat(snapshot.serviceAt("fd00:0:0:0:0:0:0:2")).isEqualTo("alice/orders");
        assertThat(snapshot.serviceAt("10.0.9.9")).as("a gateway's").isNull();
        assertThat(snapshot.serviceAt("10.0.0.3")).isNull();
    }

    @Test
    void anAddressOfTwoServicesIsNobodysUntilOneOfThemLeavesIt() {
        Snapshot both =
                compile(Snapshot.EMPTY, "run default/web http:80 @10.0.0.1\nrun default/orders http:80 @10.0.0.1\n");
        Snapshot one = compile(both, "run default/web http:80 @10.0.0.1\nrun default/orders http:80 @10.0.0.2\n");
        Snapshot none = compile(one, "");

        assertThat(both.serviceAt("10.0.0.1")).isNull();
        assertThat(one.serviceAt("10.0.0.1")).isEqualTo("default/web");
        assertThat(one.serviceAt("10.0.0.2")).isEqualTo("default/orders");
        assertThat(none.serviceAt("10.0.0.1")).isNull();
    }

    private static Snapshot compile(Snapshot previous, String objects) {
        Facts facts = ClusterText.facts(SPACES + objects);
        return SnapshotCompiler.compile(previous, facts, CONFIG);
    }
}
