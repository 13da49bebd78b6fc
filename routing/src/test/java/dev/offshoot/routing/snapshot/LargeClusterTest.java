package dev.offshoot.routing.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.routing.context.SeenTraces;
import dev.offshoot.routing.decision.Arrival;
import dev.offshoot.routing.decision.Decision;
import dev.offshoot.routing.decision.Router;
import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.fixtures.ClusterText;
import dev.offshoot.routing.fixtures.Request;
import dev.offshoot.routing.fixtures.Shop;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LargeClusterTest {
    @Test
    void aTreeOfDepth64IsWalkedToItsRoot() {
        StringBuilder text = new StringBuilder("space s0 root\nrun s0/web http:80 @10.0.0.1 expose\n");
        for (int i = 1; i <= 64; i++) {
            text.append("space s").append(i).append(" parent=s").append(i - 1).append('\n');
        }
        text.append("run s32/web http:80 @10.0.0.32\n");
        Snapshot snapshot = Shop.compile(ClusterText.facts(text.toString()));
        assertThat(Objects.requireNonNull(snapshot.space("s64")).lineage()).hasSize(65);
        assertThat(answering(snapshot, "s64--web.dev.example.com")).isEqualTo("s32/web");
        assertThat(answering(snapshot, "s31--web.dev.example.com")).isEqualTo("s0/web");
    }

    @Test
    void aVeryDeepTreeAndAVeryLongCycleAreNoStackOverflow() {
        StringBuilder text = new StringBuilder("space s0 root\nspace c0 parent=c1999\n");
        for (int i = 1; i < 2000; i++) {
            text.append("space s").append(i).append(" parent=s").append(i - 1).append('\n');
            text.append("space c").append(i).append(" parent=c").append(i - 1).append('\n');
        }
        Snapshot snapshot = Shop.compile(ClusterText.facts(text.toString()));
        assertThat(Objects.requireNonNull(snapshot.space("s1999")).lineage()).hasSize(2000);
        assertThat(snapshot.rootOf("s1999")).isEqualTo("s0");
        assertThat(snapshot.problems())
                .hasSize(2000)
                .allSatisfy(problem -> assertThat(problem.text()).hasSizeLessThan(200));
    }

    @Test
    void oneChangedServiceOf2000SpacesWith50ServicesLeavesAllOthersAsTheyWere() {
        StringBuilder text = new StringBuilder("space default root\n");
        for (int i = 0; i < 50; i++) {
            text.append("run default/svc")
                    .append(i)
                    .append(" http:80 @10.0.0.")
                    .append(i)
                    .append(" expose\n");
        }
        for (int i = 0; i < 2000; i++) {
            text.append("space s")
                    .append(i)
                    .append(" parent=")
                    .append(i % 10 == 0 ? "default" : "s" + (i - 1))
                    .append('\n');
            text.append("run s").append(i).append("/svc").append(i % 50).append(" http:80 @10.1.0.1\n");
        }
        Facts facts = ClusterText.facts(text.toString());
        Snapshot before = Shop.compile(facts);
        assertThat(before.problems()).isEmpty();
        assertThat(before.hosts()).hasSize(50);
        assertThat(answering(before, "s1999--svc49.dev.example.com")).isEqualTo("s1999/svc49");
        assertThat(answering(before, "s1999--svc7.dev.example.com")).isEqualTo("default/svc7");

        NamespaceFacts changed = Objects.requireNonNull(ClusterText.facts("""
                space s1990 parent=default
                run s1990/svc40 http:80 @10.1.0.2
                """).namespace("s1990"));
        Snapshot after = SnapshotCompiler.compile(before, facts.with(List.of(changed)), Shop.CONFIG);
        assertThat(after).isNotEqualTo(before);
        assertThat(after.namespaces().values())
                .filteredOn(one -> before.namespaces().get(one.facts().name()) != one)
                .hasSize(1);
        assertThat(after.tree()).isSameAs(before.tree());
        assertThat(after.hostResult()).isSameAs(before.hostResult());
        assertThat(after.servicesNamed("svc41")).isSameAs(before.servicesNamed("svc41"));
        assertThat(after.servicesNamed("svc40")).isNotSameAs(before.servicesNamed("svc40"));
    }

    private static String answering(Snapshot snapshot, String host) {
        Decision decision = Router.route(snapshot, new Arrival.Url(true), Request.to(host), SeenTraces.NONE)
                .decision();
        return decision instanceof Decision.Forward forward
                ? forward.backend().service().toString()
                : decision.toString();
    }
}
