package dev.offshoot.cluster.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.dsl.AnyNamespaceOperation;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that follows one kind: lists it in pages, watches it from there, and begins again wherever that ends, for ever. What is
 * known stays while nothing new comes. The protocol is Kubernetes' "Efficient detection of changes" (API concepts).
 */
final class Reflector<T extends HasMetadata> implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Reflector.class);

    /** A watch that lasted so long was none that fails again and again. */
    private static final Duration LASTED = Duration.ofSeconds(5);

    private final String kind;
    private final boolean optional;
    private final Supplier<AnyNamespaceOperation<T, ? extends KubernetesResourceList<T>, ?>> resources;
    private final Follower<T> follower;
    private final WatchTimes times;
    private @Nullable String version;
    private int failures;

    /**
     * @param kind for messages
     * @param optional whether the cluster may not have the kind: then there are none, and it is looked for now and then
     * @param resources the API server's objects of the kind, in all namespaces
     */
    Reflector(
            String kind,
            boolean optional,
            Supplier<AnyNamespaceOperation<T, ? extends KubernetesResourceList<T>, ?>> resources,
            Follower<T> follower,
            WatchTimes times) {
        this.kind = kind;
        this.optional = optional;
        this.resources = resources;
        this.follower = follower;
        this.times = times;
    }

    /** Until the thread is interrupted. */
    @Override
    public void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                if (listAndWatch()) {
                    failures = 0;
                } else {
                    pause(delay());
                }
            } catch (KubernetesClientException failed) {
                pause(handle(failed));
            } catch (RuntimeException broken) {
                LOG.error("{}s could not be taken in; they are listed again", kind, broken);
                version = null;
                pause(delay());
            }
        }
    }

    /** Whether the watch that followed was a lasting one. */
    private boolean listAndWatch() {
        String from = version;
        if (from == null) {
            from = Pages.list(resources.get(), follower.list());
            version = from;
        }
        long begin = System.nanoTime();
        Events<T> events = new Events<>(follower::take, from);
        ListOptions options = new ListOptionsBuilder()
                .withResourceVersion(from)
                .withAllowWatchBookmarks(true)
                .build();
        Watch watch = resources.get().watch(options, events);
        try {
            if (failures > 0) {
                LOG.info("{}s are followed again", kind);
            }
            version = events.await(times.silence());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return true;
        } finally {
            events.end();
            watch.close();
        }
        return events.any() || System.nanoTime() - begin > LASTED.toNanos();
    }

    /** The time to wait. An API server that can't be reached leaves the version good; one that refuses it doesn't. */
    private Duration handle(KubernetesClientException failed) {
        if (Thread.currentThread().isInterrupted()) {
            return Duration.ZERO;
        }
        boolean listed = version != null;
        if (failed.getCode() != 0) {
            version = null;
        }
        if (failed.getCode() == HttpURLConnection.HTTP_NOT_FOUND && optional) {
            if (!listed) {
                follower.list().complete();
            }
            return listed ? Duration.ZERO : jittered(times.absent());
        }
        if (failed.getCode() == HttpURLConnection.HTTP_GONE && listed) {
            return Duration.ZERO;
        }
        if (failures == 0) {
            LOG.warn("{}s can't be followed now, what is known of them stays: {}", kind, reason(failed));
        }
        return delay();
    }

    private static String reason(Throwable failed) {
        Throwable cause = failed;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return failed.getMessage() + (cause instanceof KubernetesClientException ? "" : " (" + cause + ")");
    }

    private Duration delay() {
        Duration grown = times.retry().multipliedBy(1L << Math.min(failures++, 16));
        return jittered(grown.compareTo(times.retryAtMost()) > 0 ? times.retryAtMost() : grown);
    }

    /** Half of it to all of it: the replicas of a gateway must not come all at once. */
    private static Duration jittered(Duration time) {
        return Duration.ofNanos(
                (long) (time.toNanos() * (0.5 + ThreadLocalRandom.current().nextDouble() / 2)));
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
