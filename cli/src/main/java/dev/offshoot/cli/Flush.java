package dev.offshoot.cli;

import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One flush of one Service: its Pods older than the interception are evicted and replaced, one after the other. Blocks its thread. */
final class Flush {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final Duration timeout;
    private final PrintWriter out;

    /** @param timeout for each Pod */
    Flush(KubernetesClient client, String namespace, String name, Duration timeout, PrintWriter out) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
        this.timeout = timeout;
        this.out = out;
    }

    /**
     * @throws FlushFailed where the Service isn't intercepted, or a Pod wasn't replaced in time
     * @throws io.fabric8.kubernetes.client.KubernetesClientException where the API server refuses or can't be reached
     */
    void run() {
        Service service =
                client.services().inNamespace(namespace).withName(name).get();
        if (service == null) {
            throw new FlushFailed("Service " + namespace + "/" + name + " isn't there");
        }
        Map<String, String> selector = selector(service);
        Instant since = since();
        List<Pod> all = pods(selector);
        List<Pod> old = all.stream().filter(pod -> isOlder(pod, since)).toList();
        old.forEach(this::checkReplaced);
        say(old.size() + " of " + all.size() + " Pods of Service " + namespace + "/" + name
                + " are older than its interception" + (since == null ? "" : " since " + since));
        int number = 0;
        for (Pod pod : old) {
            replace(pod, selector, ++number + " of " + old.size());
        }
        say("connections to Service " + namespace + "/" + name + " that are older than its interception have ended");
    }

    /** Without our key: that is how the Service selected its Pods. */
    private Map<String, String> selector(Service service) {
        Map<String, String> written = service.getSpec().getSelector();
        Map<String, String> selector = written == null ? new HashMap<>() : new HashMap<>(written);
        if (selector.remove(Names.INTERCEPTED) == null) {
            throw new FlushFailed("Service " + namespace + "/" + name + " isn't intercepted (expected: key "
                    + Names.INTERCEPTED + " in its selector); nothing is flushed");
        }
        if (selector.isEmpty()) {
            throw new FlushFailed("Service " + namespace + "/" + name + " selects no Pods (expected: a selector)");
        }
        return selector;
    }

    /** Null where it isn't known: then every Pod may have older connections. */
    private @Nullable Instant since() {
        return client.services().inNamespace(namespace).withLabel(Names.SHADOW_OF, name).list().getItems().stream()
                .map(shadow -> shadow.getMetadata().getAnnotations())
                .filter(annotations -> annotations != null && annotations.containsKey(Names.SINCE))
                .map(annotations -> Instant.parse(annotations.get(Names.SINCE)))
                .findFirst()
                .orElse(null);
    }

    /** Running and not told to stop, the oldest first. */
    private List<Pod> pods(Map<String, String> selector) {
        return client.pods().inNamespace(namespace).withLabels(selector).list().getItems().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(pod -> !Set.of("Succeeded", "Failed")
                        .contains(Objects.requireNonNullElse(pod.getStatus().getPhase(), "")))
                .sorted(Comparator.comparing((Pod pod) -> pod.getMetadata().getCreationTimestamp())
                        .thenComparing(pod -> pod.getMetadata().getName()))
                .toList();
    }

    /** Creation times are whole seconds: a Pod of the very second counts as older. */
    private static boolean isOlder(Pod pod, @Nullable Instant since) {
        return since == null
                || !OffsetDateTime.parse(pod.getMetadata().getCreationTimestamp())
                        .toInstant()
                        .isAfter(since);
    }

    private void checkReplaced(Pod pod) {
        if (pod.getMetadata().getOwnerReferences().stream()
                .noneMatch(owner -> Boolean.TRUE.equals(owner.getController()))) {
            throw new FlushFailed("Pod " + namespace + "/" + pod.getMetadata().getName()
                    + " belongs to no controller (expected: a Deployment, StatefulSet or the like, which replaces it);"
                    + " nothing is flushed");
        }
    }

    private void replace(Pod pod, Map<String, String> selector, String count) {
        String podName = pod.getMetadata().getName();
        long end = System.nanoTime() + timeout.toNanos();
        Set<String> before = ready(selector);
        await(
                end,
                () -> evicted(podName),
                "Pod " + podName + " may not be evicted within " + timeout.toSeconds()
                        + " s (expected: a PodDisruptionBudget that allows it); run flush again, or restart its workload");
        say("evicted Pod " + podName + " (" + count + ")");
        String uid = pod.getMetadata().getUid();
        await(
                end,
                () -> {
                    Set<String> now = ready(selector);
                    return !now.contains(uid) && now.size() >= before.size();
                },
                "no Pod is ready in place of " + podName + " within " + timeout.toSeconds()
                        + " s; no further one is evicted");
        say("a new Pod is ready in its place");
    }

    /** Whether the API server took the eviction; false while a budget forbids it. One that is gone needs none. */
    private boolean evicted(String pod) {
        return client.pods().inNamespace(namespace).withName(pod).evict()
                || client.pods().inNamespace(namespace).withName(pod).get() == null;
    }

    /** UIDs. */
    private Set<String> ready(Map<String, String> selector) {
        return pods(selector).stream()
                .filter(Readiness::isPodReady)
                .map(pod -> pod.getMetadata().getUid())
                .collect(Collectors.toSet());
    }

    private static void await(long end, BooleanSupplier condition, String otherwise) {
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end >= 0) {
                throw new FlushFailed(otherwise);
            }
            try {
                Thread.sleep(LOOK_AGAIN);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new FlushFailed("interrupted; no further Pod is evicted");
            }
        }
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
