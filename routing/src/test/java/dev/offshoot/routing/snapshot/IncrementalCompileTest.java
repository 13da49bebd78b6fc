package dev.offshoot.routing.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.routing.context.SeenTraces;
import dev.offshoot.routing.decision.Arrival;
import dev.offshoot.routing.decision.Router;
import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.fixtures.ClusterText;
import dev.offshoot.routing.fixtures.RandomCluster;
import dev.offshoot.routing.fixtures.Request;
import dev.offshoot.routing.fixtures.Shop;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IncrementalCompileTest {
    private static final RoutingConfig CONFIG = new RoutingConfig(RandomCluster.DOMAINS, List.of(), null);

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void compilingChangeByChangeGivesWhatCompilingFromNothingGives(long seed) {
        Random random = new Random(seed);
        RandomCluster drawn = new RandomCluster(random, seed % 2 == 0);
        Facts facts = Facts.EMPTY;
        Snapshot snapshot = Snapshot.EMPTY;
        for (int edit = 0; edit < 120; edit++) {
            facts = drawn.edited(facts);
            snapshot = SnapshotCompiler.compile(snapshot, facts, CONFIG);
            Snapshot scratch = SnapshotCompiler.compile(Snapshot.EMPTY, facts, CONFIG);
            String at = "seed " + seed + ", edit " + edit;
            assertThat(snapshot.problems()).as(at).isEqualTo(scratch.problems());
            assertThat(snapshot.listeners()).as(at).isEqualTo(scratch.listeners());
            assertThat(snapshot.hosts()).as(at).isEqualTo(scratch.hosts());
            assertThat(snapshot.spaces()).as(at).isEqualTo(scratch.spaces());
            for (String space : RandomCluster.names()) {
                assertThat(snapshot.routes(space)).as(at).isEqualTo(scratch.routes(space));
                assertThat(snapshot.traceTagOf(space)).as(at).isEqualTo(scratch.traceTagOf(space));
            }
            for (int i = 0; i < 10; i++) {
                Request request = drawn.request();
                assertThat(Router.route(snapshot, new Arrival.Url(true), request, SeenTraces.NONE))
                        .as("%s, %s", at, request)
                        .isEqualTo(Router.route(scratch, new Arrival.Url(true), request, SeenTraces.NONE));
            }
            assertThat(snapshot).as(at).isEqualTo(scratch).hasSameHashCodeAs(scratch);
        }
    }

    @Test
    void compilingUnchangedFactsGivesThePreviousSnapshotItself() {
        Snapshot snapshot = Shop.snapshot();
        assertThat(SnapshotCompiler.compile(snapshot, Shop.FACTS, Shop.CONFIG)).isSameAs(snapshot);
        assertThat(SnapshotCompiler.compile(snapshot, ClusterText.facts(Shop.TEXT), Shop.CONFIG))
                .isSameAs(snapshot);
    }

    @Test
    void aGatewayListedOrNotMakesTheSameSnapshot() {
        String slice = "slice default/orders http:20009 by=offshoot name=ours";
        Facts unlisted = ClusterText.facts(Shop.TEXT + slice);
        Facts listed = ClusterText.facts(Shop.TEXT + slice + " @10.9.0.1 @10.9.0.2!terminating");
        Snapshot snapshot = SnapshotCompiler.compile(Snapshot.EMPTY, unlisted, Shop.CONFIG);
        assertThat(listed).isNotEqualTo(unlisted);
        assertThat(listed.listsGateway("10.9.0.1")).isTrue();
        assertThat(listed.listsGateway("10.9.0.2")).isTrue();
        assertThat(listed.listsGateway("10.9.0.3")).isFalse();
        assertThat(unlisted.listsGateway("10.9.0.1")).isFalse();
        assertThat(SnapshotCompiler.compile(snapshot, listed, Shop.CONFIG)).isSameAs(snapshot);
        assertThat(SnapshotCompiler.compile(Snapshot.EMPTY, listed, Shop.CONFIG))
                .isEqualTo(snapshot)
                .hasSameHashCodeAs(snapshot);
    }

    @Test
    void aBackendThatDidNotChangeIsTheSameObjectInTheNextSnapshot() {
        Snapshot before = Shop.snapshot();
        Facts more = ClusterText.facts(Shop.TEXT + "slice alice/orders http:80 @10.0.2.9\n");
        Snapshot after = SnapshotCompiler.compile(before, more, Shop.CONFIG);
        assertThat(port(after, "alice", "wishlist")).isSameAs(port(before, "alice", "wishlist"));
        assertThat(after.service(new ServiceKey("default", "orders")))
                .isSameAs(before.service(new ServiceKey("default", "orders")));
        assertThat(port(after, "alice", "orders")).isNotEqualTo(port(before, "alice", "orders"));
        assertThat(after.listener(20001)).isSameAs(before.listener(20001));
        assertThat(after.space("alice")).isSameAs(before.space("alice"));
    }

    @Test
    void anotherConfigurationCompilesAnew() {
        RoutingConfig other = RoutingConfig.ofDomains("other.example.com");
        Snapshot snapshot = SnapshotCompiler.compile(Shop.snapshot(), Shop.FACTS, other);
        assertThat(snapshot.hosts())
                .extracting(host -> host.host())
                .allMatch(host -> host.endsWith("other.example.com"));
        assertThat(snapshot).isEqualTo(SnapshotCompiler.compile(Snapshot.EMPTY, Shop.FACTS, other));
    }

    @Test
    void anotherTagKeyGivesOtherTags() {
        RoutingConfig keyed = new RoutingConfig(Shop.CONFIG.domains(), List.of(), new byte[] {1, 2, 3});
        Snapshot plain = Shop.snapshot();
        Snapshot snapshot = SnapshotCompiler.compile(plain, Shop.FACTS, keyed);
        assertThat(snapshot.traceTagOf("alice")).isNotEqualTo(plain.traceTagOf("alice"));
        assertThat(snapshot.spaceOfTraceTag(snapshot.traceTagOf("alice"))).isEqualTo("alice");
        assertThat(snapshot.spaceOfTraceTag(plain.traceTagOf("alice"))).isNull();
    }

    private static Object port(Snapshot snapshot, String namespace, String name) {
        CompiledService service = snapshot.service(new ServiceKey(namespace, name));
        return Objects.requireNonNull(service).ports().getFirst().backend();
    }
}
