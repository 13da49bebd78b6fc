package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offshoot.cluster.watch.ClusterAccess;
import dev.offshoot.controller.loop.Leadership;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two controllers and one Lease; a term here only writes down that it begins and ends. */
@TestCluster
class LeadershipIT {
    private static final String SYSTEM = "leadership-it";
    private static final Leadership.Times TIMES =
            new Leadership.Times(Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofMillis(200));

    private final Cluster cluster;
    private final KubernetesClient client;
    private final KubernetesClient own;
    private final List<String> diary = new CopyOnWriteArrayList<>();

    LeadershipIT(Cluster cluster, KubernetesClient client) {
        this.cluster = cluster;
        this.client = client;
        this.own = ClusterAccess.client(cluster.kubeconfig(), null);
    }

    @BeforeEach
    void namespace() {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(SYSTEM)
                        .endMetadata()
                        .build())
                .serverSideApply();
        client.leases().inNamespace(SYSTEM).delete();
    }

    @AfterEach
    void end() {
        own.close();
    }

    @Test
    void theTermEndsBeforeTheLeaseIsGivenUpAndTheOtherTakesItThen() {
        try (Leadership first = leadership("first");
                Leadership second = leadership("second")) {
            first.start();
            await().atMost(20, SECONDS).until(this::renewed);
            first.close();
            assertThat(holder()).isNullOrEmpty();
            second.start();
            await().atMost(20, SECONDS).until(second::leads);
            assertThat(diary).containsExactly("first begins", "first ends", "second begins");
        }
        assertThat(diary).endsWith("second ends");
    }

    @Test
    void oneThatRetiresKeepsTheLeaseUntilItIsClosed() {
        try (Leadership first = leadership("first");
                Leadership second = leadership("second")) {
            first.start();
            await().atMost(20, SECONDS).until(this::renewed);
            second.start();
            first.retire();
            assertThat(diary).containsExactly("first begins", "first ends");
            assertThat(holder()).isEqualTo("first");
            first.close();
            await().atMost(20, SECONDS).until(second::leads);
        }
    }

    @Test
    void aLeaseThatAnotherTookEndsTheTermAndIsTriedForAgain() {
        try (Leadership first = leadership("first")) {
            first.start();
            await().atMost(20, SECONDS).until(first::leads);
            hold("thief");
            await().atMost(20, SECONDS).until(() -> diary.contains("first ends"));
            await().atMost(20, SECONDS).until(first::leads);
            assertThat(diary).containsExactly("first begins", "first ends", "first begins");
        }
    }

    @Test
    void anApiServerThatIsAwayForLongerThanTheLeaseEndsTheTermAndAnotherFollows() {
        try (Leadership first = leadership("first")) {
            first.start();
            await().atMost(20, SECONDS).until(first::leads);
            cluster.component("stop", "kube-apiserver");
            try {
                await().atMost(60, SECONDS).until(() -> diary.contains("first ends"));
            } finally {
                cluster.component("start", "kube-apiserver");
            }
            await().atMost(60, SECONDS).until(first::leads);
        }
    }

    @Test
    void aTermThatCannotBeginLetsAnotherReplicaTry() {
        AtomicInteger attempts = new AtomicInteger();
        Supplier<AutoCloseable> failsOnce = () -> {
            if (attempts.incrementAndGet() == 1) {
                throw new IllegalStateException("no replicas, no term");
            }
            return () -> {};
        };
        try (Leadership first = new Leadership(own, SYSTEM, "first", TIMES, failsOnce)) {
            first.start();
            await().atMost(30, SECONDS).until(first::leads);
            assertThat(attempts).hasValue(2);
        }
    }

    private Leadership leadership(String name) {
        return new Leadership(own, SYSTEM, name, TIMES, () -> {
            diary.add(name + " begins");
            return () -> diary.add(name + " ends");
        });
    }

    private String holder() {
        return lease().getSpec().getHolderIdentity();
    }

    private boolean renewed() {
        Lease lease = lease();
        return lease != null
                && lease.getSpec().getRenewTime().isAfter(lease.getSpec().getAcquireTime());
    }

    private Lease lease() {
        return client.leases()
                .inNamespace(SYSTEM)
                .withName("offshoot-controller")
                .get();
    }

    /** Again where a renewal came between. */
    private void hold(String name) {
        await().atMost(20, SECONDS)
                .ignoreExceptionsInstanceOf(KubernetesClientException.class)
                .until(() -> client.leases()
                                .inNamespace(SYSTEM)
                                .withName("offshoot-controller")
                                .edit(lease -> {
                                    lease.getSpec().setHolderIdentity(name);
                                    return lease;
                                })
                        != null);
    }
}
