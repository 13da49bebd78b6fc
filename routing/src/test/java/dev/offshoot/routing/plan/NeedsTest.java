package dev.offshoot.routing.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.fixtures.ClusterText;
import dev.offshoot.routing.fixtures.RandomCluster;
import dev.offshoot.routing.fixtures.Shop;
import dev.offshoot.routing.snapshot.Snapshot;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NeedsTest {
    private static final int CLUSTERS = 400;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void overridesAreWhatTheLineagesSay(boolean faults) {
        long seed = new Random().nextLong();
        RandomCluster random = new RandomCluster(new Random(seed), faults);
        for (int i = 0; i < CLUSTERS; i++) {
            Snapshot snapshot = Shop.compile(random.facts());
            Needs needs = Needs.of(snapshot);
            Map<ServiceKey, TreeSet<ServiceKey>> defined = defined(snapshot);
            for (String space : snapshot.spaceNames()) {
                for (String service : snapshot.serviceNames(space)) {
                    ServiceKey key = new ServiceKey(space, service);
                    assertThat(needs.overridesOf(key))
                            .as("%s, seed %s, cluster %s", key, seed, i)
                            .isEqualTo(defined.getOrDefault(key, new TreeSet<>()));
                }
            }
        }
    }

    /** For each space and name: the nearest Service in the lineage stands before all further ones. */
    private static Map<ServiceKey, TreeSet<ServiceKey>> defined(Snapshot snapshot) {
        Map<ServiceKey, TreeSet<ServiceKey>> defined = new HashMap<>();
        for (String name : snapshot.spaceNames()) {
            Map<String, ServiceKey> nearest = new HashMap<>();
            for (String space : Objects.requireNonNull(snapshot.space(name)).lineage()) {
                for (String service : snapshot.serviceNames(space)) {
                    ServiceKey key = new ServiceKey(space, service);
                    ServiceKey before = nearest.putIfAbsent(service, key);
                    if (before != null) {
                        defined.computeIfAbsent(key, any -> new TreeSet<>()).add(before);
                    }
                }
            }
        }
        return defined;
    }

    /** A plan is made for each change of the cluster: measured by what it allocates, which no load on the machine changes. */
    @Test
    void aThousandSpacesCostNothingForTheServicesThatTheyInherit() {
        long few = allocated(manySpaces(10));
        assertThat(allocated(manySpaces(200))).isLessThan(few + few / 2);
    }

    private static Snapshot manySpaces(int rootServices) {
        StringBuilder text = new StringBuilder("space default root\n");
        for (int i = 0; i < rootServices; i++) {
            text.append("run default/svc").append(i).append(" http:80 @10.0.0.1\n");
        }
        for (int i = 0; i < 1000; i++) {
            text.append("space s")
                    .append(i)
                    .append(" parent=default\nrun s")
                    .append(i)
                    .append("/svc");
            text.append(i % 10).append(" http:80 @10.1.0.1\n");
        }
        return Shop.compile(ClusterText.facts(text.toString()));
    }

    private static long allocated(Snapshot snapshot) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Needs.of(snapshot);
        long before = threads.getCurrentThreadAllocatedBytes();
        Needs.of(snapshot);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
