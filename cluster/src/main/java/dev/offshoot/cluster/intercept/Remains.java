package dev.offshoot.cluster.intercept;

import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything of any interception in a cluster, by what Offshoot's objects themselves say: keys in selectors, shadows, slices. Needs no
 * custom resource, controller or gateway.
 */
public final class Remains {
    /** Kubernetes' paging, so that a large cluster is not one answer. */
    private static final long PAGE = 500;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final KubernetesClient client;
    private final TreeMap<ServiceKey, List<String>> shadows = new TreeMap<>();

    private Remains(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Puts every Service back on its own endpoints; those that wait for Kubernetes don't keep others waiting. Blocks its thread.
     *
     * @return the Services put back, sorted
     * @throws io.fabric8.kubernetes.client.KubernetesClientException where the API server refuses or can't be reached
     */
    public static List<ServiceKey> restore(KubernetesClient client) {
        KeepKeyPolicy.end(client);
        Remains remains = new Remains(client);
        remains.find();
        Patience patience = new Patience(Clock.systemUTC());
        Map<ServiceKey, List<String>> left = new TreeMap<>(remains.shadows);
        while (!left.isEmpty()) {
            left.entrySet().removeIf(one -> isRestored(client, one.getKey(), one.getValue(), patience));
            if (!left.isEmpty() && !pause()) {
                break;
            }
        }
        return remains.shadows.keySet().stream()
                .filter(key -> !left.containsKey(key))
                .toList();
    }

    private static boolean isRestored(
            KubernetesClient client, ServiceKey key, List<String> shadows, Patience patience) {
        try {
            return new Undo(client, key, patience).all(shadows, null) == Progress.DONE;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return false; // another changed it meanwhile
            }
            throw e;
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(LOOK_AGAIN);
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void find() {
        for (Service service : allServices()) {
            String shadowOf = label(service, Names.SHADOW_OF);
            if (shadowOf != null) {
                of(service, shadowOf).add(service.getMetadata().getName());
            } else if (SelectorKey.isIn(service)
                    || service.getMetadata().getManagedFields().stream().anyMatch(ManagedFields::isOurs)) {
                of(service, service.getMetadata().getName());
            }
        }
        client.discovery()
                .v1()
                .endpointSlices()
                .inAnyNamespace()
                .withLabelIn(Names.MANAGED_BY, Names.MANAGER_INTERCEPTION, Names.MANAGER_BASELINE)
                .list()
                .getItems()
                .forEach(slice -> {
                    String service = label(slice, Names.SERVICE_NAME);
                    if (service != null) {
                        of(slice, service);
                    }
                });
    }

    private List<Service> allServices() {
        List<Service> all = new ArrayList<>();
        @Nullable String next = null;
        do {
            ServiceList list = client.services()
                    .inAnyNamespace()
                    .list(new ListOptionsBuilder()
                            .withLimit(PAGE)
                            .withContinue(next)
                            .build());
            all.addAll(list.getItems());
            next = list.getMetadata().getContinue();
        } while (next != null && !next.isEmpty());
        return all;
    }

    private List<String> of(HasMetadata object, String service) {
        return shadows.computeIfAbsent(
                new ServiceKey(object.getMetadata().getNamespace(), service), any -> new ArrayList<>());
    }

    private static @Nullable String label(HasMetadata object, String name) {
        return object.getMetadata().getLabels() == null
                ? null
                : object.getMetadata().getLabels().get(name);
    }
}
