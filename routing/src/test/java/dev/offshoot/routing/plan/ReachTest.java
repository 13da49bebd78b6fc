package dev.offshoot.routing.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.routing.decision.Endpoint;
import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.fixtures.ClusterText;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ReachTest {
    @Test
    void gatewaysConnectToTheReadyEndpointsOfShadowsAlone() {
        assertThat(wanted("""
                        space default root
                        service default/orders http:80 uid=u
                        service default/orders-baseline http:80 shadow-of=orders owner=u
                        service default/cart http:80
                        slice default/orders http:8080 @10.1.0.1 by=offshoot name=a
                        slice default/orders http:8080 @10.0.0.9 name=b
                        slice default/orders-baseline http:8080 @10.0.0.2 @10.0.0.3!unready @10.0.0.4!terminating name=c
                        slice default/cart http:8080 @10.0.0.5 name=d
                        """)).containsExactly(new Endpoint("10.0.0.2", 8080));
    }

    @Test
    void eachPortOfEachSliceCountsOnceAndSorted() {
        assertThat(wanted("""
                        space default root
                        service default/orders-baseline http:80 metrics:90 shadow-of=orders owner=u
                        slice default/orders-baseline http:8080 metrics:9090 @10.0.0.7 @10.0.0.2 name=a
                        slice default/orders-baseline http:8080 @10.0.0.2 name=b
                        """))
                .containsExactly(
                        new Endpoint("10.0.0.2", 8080),
                        new Endpoint("10.0.0.2", 9090),
                        new Endpoint("10.0.0.7", 8080),
                        new Endpoint("10.0.0.7", 9090));
    }

    @Test
    void withoutAShadowNobodyIsConnectedTo() {
        assertThat(wanted("""
                        space default root
                        service default/orders http:80
                        slice default/orders http:8080 @10.0.0.2
                        """)).isEmpty();
    }

    private static List<Endpoint> wanted(String cluster) {
        Facts facts = ClusterText.facts(cluster);
        return Reach.wanted(Objects.requireNonNull(facts.namespace("default")));
    }
}
