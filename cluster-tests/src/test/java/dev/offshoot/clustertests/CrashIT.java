package dev.offshoot.clustertests;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A controller that is killed, loses an answer or sees late or nothing, at any of its writes, ends where an undisturbed one ends. By
 * default at a few writes by chance; {@code offshoot.sample} says how many; with {@code -Doffshoot.crash=all} at every one.
 */
@TestCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashIT {
    private static final boolean ALL = "all".equals(System.getProperty("offshoot.crash"));
    private static final long SEED = Long.getLong("offshoot.seed", System.nanoTime());
    private static final int SAMPLE = Integer.getInteger("offshoot.sample", 2);

    private final Cluster cluster;
    private final CrashWorld world;

    CrashIT(Cluster cluster, KubernetesClient client) {
        this.cluster = cluster;
        this.world = new CrashWorld(client);
    }

    @BeforeAll
    void create() {
        world.create();
    }

    @AfterAll
    void delete() {
        world.delete();
    }

    private record Case(CrashRun.Disturbance disturbance, int at) {}

    @ParameterizedTest
    @EnumSource
    void endsAsUndisturbed(Workload workload) throws IOException {
        CrashRun run = new CrashRun(world, cluster.client().getConfiguration(), workload);
        CrashRun.Reference reference = run.undisturbed();
        assertThat(reference.writes()).as("writes of " + workload).isPositive();
        int reached = 0;
        List<Case> cases = cases(workload, reference.writes());
        for (Case one : cases) {
            try {
                reached += run.disturbed(one.disturbance(), one.at(), reference) ? 1 : 0;
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        workload + ", " + one + " of " + reference.writes() + " writes, seed " + SEED, e);
            }
        }
        System.out.printf(
                "%s: %d writes, %d runs, %d of them disturbed, all ended like the undisturbed one%n",
                workload, reference.writes(), cases.size(), reached);
    }

    /** From before the first write to after the last. */
    private static List<Case> cases(Workload workload, int writes) {
        List<Case> cases = new ArrayList<>();
        for (CrashRun.Disturbance disturbance : CrashRun.Disturbance.values()) {
            IntStream.rangeClosed(0, writes).forEach(at -> cases.add(new Case(disturbance, at)));
        }
        if (ALL) {
            return cases;
        }
        Collections.shuffle(cases, new Random(SEED + workload.ordinal()));
        return cases.subList(0, Math.min(SAMPLE, cases.size()));
    }
}
