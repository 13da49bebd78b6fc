package dev.offshoot.cluster.watch;

import dev.offshoot.cluster.objects.ObjectKind;
import dev.offshoot.routing.facts.Facts;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objects of a cluster's API server as facts, followed until closed. Reads only: get, list and watch. Custom resources that the
 * cluster doesn't have are looked for now and then.
 *
 * <p>It has a list-and-watch loop of its own and not fabric8's informers: those keep whole objects or another copy of them, can't
 * tell when all kinds are complete, hide bookmarks, and so can't tell a quiet watch from a connection that is dead on one side.
 */
public final class ClusterSource implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterSource.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final KubernetesClient client;
    private final WatchTimes times;
    private final Intake intake = new Intake();
    private final List<Thread> threads = new ArrayList<>();
    private final Object telling = new Object();
    private @Nullable Facts told;
    private volatile boolean closed;

    /** @param client from {@link ClusterAccess}; closed with this source */
    public ClusterSource(KubernetesClient client, WatchTimes times) {
        this.client = client;
        this.times = times;
    }

    /**
     * Begins, on daemon threads; never fails for an API server that isn't there.
     *
     * @param consumer is told the first complete facts as soon as every kind was listed, then the facts each time they differ, by one
     *     thread; should it throw, it is told again
     */
    public synchronized void watch(Consumer<Facts> consumer) {
        if (!threads.isEmpty()) {
            throw new IllegalStateException("the cluster is watched already (expected one call)");
        }
        for (ObjectKind kind : ObjectKind.values()) {
            start("offshoot-watch-" + kind.kind(), reflector(kind, kind.type()));
        }
        start("offshoot-cluster", () -> tell(consumer));
    }

    /**
     * The facts now, by one list of each kind on the caller's thread.
     *
     * @param client stays the caller's
     * @throws KubernetesClientException where the API server refuses one of them or can't be reached
     */
    public static Facts read(KubernetesClient client) {
        Intake intake = new Intake();
        for (ObjectKind kind : ObjectKind.values()) {
            read(client, kind, kind.type(), intake);
        }
        return intake.now();
    }

    private static <T extends HasMetadata> void read(
            KubernetesClient client, ObjectKind kind, Class<T> type, Intake intake) {
        try {
            Pages.list(client.resources(type).inAnyNamespace(), new FactsFollower<T>(kind, intake).list());
        } catch (KubernetesClientException failed) {
            if (failed.getCode() != HttpURLConnection.HTTP_NOT_FOUND || !isCustom(kind)) {
                throw failed;
            }
            intake.replace(kind, List.of());
        }
    }

    private static boolean isCustom(ObjectKind kind) {
        return kind == ObjectKind.DEV_SPACE || kind == ObjectKind.TUNNEL;
    }

    private <T extends HasMetadata> Reflector<T> reflector(ObjectKind kind, Class<T> type) {
        return new Reflector<>(
                kind.kind(),
                isCustom(kind),
                () -> client.resources(type).inAnyNamespace(),
                new FactsFollower<>(kind, intake),
                times);
    }

    private void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** A change after quiet is told at once; those that come while it is, or within the interval, are told together. */
    private void tell(Consumer<Facts> consumer) {
        try {
            while (!closed) {
                Thread.sleep(tellSafely(consumer, intake.next()));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration tellSafely(Consumer<Facts> consumer, Facts facts) {
        synchronized (telling) {
            if (closed || facts.equals(told)) {
                return Duration.ZERO;
            }
            try {
                consumer.accept(facts);
                told = facts;
                return times.publish();
            } catch (RuntimeException failed) {
                LOG.error("a change of the cluster could not be taken in; it is tried again", failed);
                intake.again();
                return AFTER_FAILURE;
            }
        }
    }

    /** Ends watching; afterwards the consumer isn't called any more. */
    @Override
    public synchronized void close() {
        synchronized (telling) {
            closed = true;
        }
        threads.forEach(Thread::interrupt);
        client.close();
    }
}
