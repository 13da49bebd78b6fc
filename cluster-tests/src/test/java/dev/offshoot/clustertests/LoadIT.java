package dev.offshoot.clustertests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** That the instrument of the other tests sees what it has to see: on a Service that nobody intercepts. */
@TestCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoadIT {
    private final Cluster cluster;
    private LoadSpaces spaces;

    LoadIT(Cluster cluster) {
        this.cluster = cluster;
    }

    @BeforeAll
    void create() {
        spaces = LoadSpaces.create(cluster, "load");
    }

    @AfterAll
    void delete() {
        spaces.delete();
    }

    @Test
    void countsWhatIsGoodMisroutedAndFailed() {
        String child = spaces.child();
        try (Load load = Load.start(cluster, spaces.callers(), spaces.root(), List.of("", child), "-old=5")) {
            load.settle(child, "direct", spaces.root());
            load.more(1000);
            LoadTotals good = load.totals();
            assertThat(good.faults()).isEmpty();
            assertThat(good.totals()).containsOnlyKeys("fresh", "kept", "old", "old-h2c");
            assertThat(good.answered("old-h2c", child, "direct", spaces.root())).isPositive();

            load.expect(child, child);
            load.more(1000);
            LoadTotals misrouted = load.totals();
            assertThat(misrouted.of("fresh").misrouted()).isPositive();
            assertThat(misrouted.of("old").misrouted())
                    .as("requests on connections that were right when they were opened")
                    .isZero();
            assertThat(misrouted.faults())
                    .allMatch(line -> line.contains("context " + child + " MISROUTED to load-root"));
            assertThat(misrouted.failed()).isZero();

            load.expect(child, spaces.root());
            spaces.scaleRoot(0);
            load.more(1000);
            assertThat(load.totals().of("fresh").failed()).isPositive();
        }
    }
}
