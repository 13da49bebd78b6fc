package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * A deployment tool that owns the whole selector applies the intercepted Service again and again: each time the key is gone. By
 * default a short fight; {@code -Doffshoot.fight=full} is one apply each three seconds for two minutes.
 */
@Installed
class FightIT {
    private static final boolean FULL = "full".equals(System.getProperty("offshoot.fight"));
    private static final int APPLIES = FULL ? 40 : 16;
    private static final Duration PAUSE = FULL ? Duration.ofSeconds(3) : Duration.ofSeconds(1);

    /** Reversals within a day after which the controller steps back, as shipped. */
    private static final int LIMIT = 10;

    private final Cluster cluster;
    private final KubernetesClient client;

    FightIT(Cluster cluster, KubernetesClient client) {
        this.cluster = cluster;
        this.client = client;
    }

    @Test
    void stepsBackAfterSomeReversalsAndNobodyIsWithoutEndpoints() {
        LoadSpaces spaces = LoadSpaces.create(cluster, "fight");
        AtomicInteger writes = new AtomicInteger();
        try (Traffic traffic = Traffic.start(cluster, "a tool applies each " + PAUSE, spaces);
                Watch watched = watch(spaces.root(), writes)) {
            traffic.override();
            traffic.mayFallBack();
            int[] applied = {0};
            await().atMost(300, SECONDS).pollDelay(PAUSE).pollInterval(PAUSE).until(() -> {
                apply(spaces.root());
                return ++applied[0] == APPLIES;
            });
            await().atMost(60, SECONDS).until(() -> events(spaces.root()) > 0);
            traffic.load().untilAnswered(spaces.child(), "direct", spaces.root());
            System.out.println(APPLIES + " applies: the Service changed " + writes.get() + " times");
            assertThat(writes.get())
                    .as("changes of the Service: the tool's, and two for each time that it was intercepted anew")
                    .isLessThanOrEqualTo(APPLIES + 3 * (LIMIT + 1));
            LoadTotals totals = traffic.load().totals();
            assertThat(totals.failed() + totals.misrouted()).as(totals.line()).isZero();
        } finally {
            spaces.delete();
        }
    }

    private void apply(String root) {
        PatchContext flux = new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("flux")
                .withForce(true)
                .build();
        client.resource(LoadSpaces.service(root)).patch(flux);
    }

    private long events(String root) {
        return client.v1().events().inNamespace(root).list().getItems().stream()
                .filter(event -> "Conflict".equals(event.getReason()))
                .count();
    }

    private Watch watch(String root, AtomicInteger writes) {
        return client.services().inNamespace(root).withName("orders").watch(new Watcher<Service>() {
            @Override
            public void eventReceived(Action action, Service service) {
                if (action == Action.MODIFIED) {
                    writes.incrementAndGet();
                }
            }

            @Override
            public void onClose(WatcherException cause) {}
        });
    }
}
