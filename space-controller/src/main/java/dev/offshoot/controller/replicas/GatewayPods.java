package dev.offshoot.controller.replicas;

import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that follows the gateways' Pods: lists, watches, and lists again when the watch ends, and now and then, so that a
 * watch that is dead on one side costs no more than that. What is known stays while the API server is away.
 */
final class GatewayPods implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayPods.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration LAST_RETRY = Duration.ofSeconds(5);

    private final KubernetesClient client;
    private final ReplicaSettings settings;
    private final Consumer<List<GatewayPod>> consumer;
    private final Map<String, GatewayPod> byUid = new TreeMap<>();
    private Duration retry = FIRST_RETRY;

    /** What a watch tells: an object, or null at its end. */
    private record Event(Watcher.Action action, Pod pod) {}

    /** @param consumer is told all Pods whenever they became different, the first time as soon as they are known */
    GatewayPods(KubernetesClient client, ReplicaSettings settings, Consumer<List<GatewayPod>> consumer) {
        this.client = client;
        this.settings = settings;
        this.consumer = consumer;
    }

    /** Until the thread is interrupted. */
    @Override
    public void run() {
        try {
            while (!Thread.interrupted()) {
                try {
                    watch(list());
                } catch (KubernetesClientException failed) {
                    LOG.warn(
                            "the gateways' Pods can't be followed now, what is known of them stays: {}",
                            reason(failed));
                    pause();
                } catch (RuntimeException broken) {
                    LOG.error("the gateways' Pods could not be taken in; they are listed again", broken);
                    pause();
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void pause() throws InterruptedException {
        Thread.sleep(retry);
        retry = retry.multipliedBy(2).compareTo(LAST_RETRY) > 0 ? LAST_RETRY : retry.multipliedBy(2);
    }

    private static String reason(KubernetesClientException failed) {
        return failed.getMessage() + (failed.getCause() == null ? "" : " (" + failed.getCause() + ")");
    }

    private FilterWatchListDeletable<Pod, PodList, PodResource> pods() {
        return client.pods().inNamespace(settings.namespace()).withLabels(settings.labels());
    }

    /** The list's version. */
    private String list() {
        PodList list = pods().list();
        byUid.clear();
        list.getItems().forEach(this::put);
        tell();
        return list.getMetadata().getResourceVersion();
    }

    private void watch(String version) throws InterruptedException {
        BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        ListOptions options =
                new ListOptionsBuilder().withResourceVersion(version).build();
        long end = System.nanoTime() + settings.times().relist().toNanos();
        try (Watch watch = pods().watch(options, new Queueing(events))) {
            retry = FIRST_RETRY;
            while (true) {
                Event event = events.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (event == null || event.action() == Watcher.Action.ERROR) {
                    break;
                }
                take(event);
            }
            LOG.debug("listing again after {}", watch);
        }
        if (System.nanoTime() < end) {
            Thread.sleep(FIRST_RETRY); // an API server that ends each watch at once isn't asked in a loop
        }
    }

    private void take(Event event) {
        switch (event.action()) {
            case ADDED, MODIFIED -> put(event.pod());
            case DELETED -> byUid.remove(event.pod().getMetadata().getUid());
            case BOOKMARK, ERROR -> {}
        }
        tell();
    }

    private void put(Pod pod) {
        GatewayPod gateway = GatewayPod.of(pod, settings);
        if (gateway == null) {
            byUid.remove(pod.getMetadata().getUid());
        } else {
            byUid.put(gateway.uid(), gateway);
        }
    }

    private void tell() {
        consumer.accept(List.copyOf(byUid.values()));
    }

    /** Fabric8 calls it on threads of its own. */
    private record Queueing(BlockingQueue<Event> events) implements Watcher<Pod> {
        private static final Event END = new Event(Action.ERROR, new Pod());

        @Override
        public void eventReceived(Action action, Pod pod) {
            events.add(new Event(action, pod));
        }

        @Override
        public void onClose(WatcherException cause) {
            events.add(END);
        }

        @Override
        public void onClose() {
            events.add(END);
        }
    }
}
