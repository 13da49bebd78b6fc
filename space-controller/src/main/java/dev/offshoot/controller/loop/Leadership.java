package dev.offshoot.controller.loop;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of the controller's replicas acts: the one that holds a Lease. While this one does, a term runs. It ends before the Lease is
 * given up; where the API server is out of this replica's reach, it may end after another's has begun, so what a term writes must be
 * fenced by itself. A lost Lease is tried for again, for ever.
 */
public final class Leadership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
    static final String LEASE = "offshoot-controller";
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int ATTEMPTS = 3;

    /**
     * How long a Lease holds.
     *
     * @param lease without a renewal, another may take it
     * @param renew without a renewal, the holder's term ends
     * @param retry between renewals and attempts
     */
    public record Times(Duration lease, Duration renew, Duration retry) {
        public static final Times DEFAULT =
                new Times(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));
    }

    private final KubernetesClient client;
    private final String namespace;
    private final String identity;
    private final LeaderElectionConfig config;
    private final Supplier<AutoCloseable> terms;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("offshoot-lease").factory());
    private @Nullable CompletableFuture<?> election;
    private @Nullable AutoCloseable term;
    private boolean retired;
    private boolean closed;

    /**
     * @param client stays the caller's
     * @param identity of this replica, such as its Pod's name
     * @param terms begins a term, which ends with its {@code close()}
     */
    public Leadership(
            KubernetesClient client, String namespace, String identity, Times times, Supplier<AutoCloseable> terms) {
        this.client = client;
        this.namespace = namespace;
        this.identity = identity;
        this.terms = terms;
        this.config = new LeaderElectionConfigBuilder()
                .withName(LEASE)
                .withLock(new LeaseLock(namespace, LEASE, identity))
                .withLeaseDuration(times.lease())
                .withRenewDeadline(times.renew())
                .withRetryPeriod(times.retry())
                .withReleaseOnCancel(true)
                .withLeaderCallbacks(
                        new LeaderCallbacks(this::begin, this::lost, leader -> LOG.info("{} leads", leader)))
                .build();
    }

    /** Begins to try for the Lease. */
    public synchronized void start() {
        if (!closed) {
            election = client.leaderElector().withConfig(config).build().start();
        }
    }

    public synchronized boolean leads() {
        return term != null;
    }

    private synchronized void begin() {
        if (retired || term != null) {
            return;
        }
        LOG.info("This replica leads from now on");
        try {
            term = terms.get();
        } catch (RuntimeException failed) {
            LOG.error("The term could not begin; the Lease is tried for again", failed);
            again();
        }
    }

    private void lost() {
        end();
        again();
    }

    /** An election whose Lease was lost is over; should it still go on somewhere, it is ended. */
    private synchronized void again() {
        CompletableFuture<?> over = election;
        election = null;
        if (closed || over == null) {
            return;
        }
        thread.schedule(
                () -> {
                    over.cancel(true);
                    start();
                },
                RETRY.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Ends the term, and begins none any more, but keeps the Lease until {@link #close}. */
    public synchronized void retire() {
        retired = true;
        end();
    }

    private synchronized void end() {
        AutoCloseable ending = term;
        term = null;
        if (ending == null) {
            return;
        }
        try {
            ending.close();
        } catch (Exception failed) {
            LOG.error("The term did not end in order", failed);
        }
        LOG.info("This replica leads no more");
    }

    /** Ends the term, then gives the Lease up. */
    @Override
    public void close() {
        CompletableFuture<?> ending;
        synchronized (this) {
            closed = true;
            retire();
            ending = election;
        }
        if (ending != null) {
            ending.cancel(true);
            giveUp();
        }
        thread.shutdown();
    }

    /** The election has done so, unless a renewal of its came between. */
    private void giveUp() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                Lease lease =
                        client.leases().inNamespace(namespace).withName(LEASE).get();
                if (lease == null || !identity.equals(lease.getSpec().getHolderIdentity())) {
                    return;
                }
                lease.getSpec().setHolderIdentity(null);
                client.resource(lease).update();
                return;
            } catch (KubernetesClientException failed) {
                LOG.info("The Lease could not be given up: {}", failed.getMessage());
            }
        }
    }
}
