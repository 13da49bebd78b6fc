package dev.offshoot.controller.intercept;

import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts a Service back on its own endpoints: our key, then our slices, then its shadows. Needs nothing but the API server, may be
 * repeated from any point, and leaves nothing of ours. Blocks its thread.
 */
final class Undo {
    /** How long Kubernetes' endpoint controller is waited for: what is wrong with it must not keep the key in. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final KubernetesClient client;
    private final LiveService live;
    private final ServiceKey key;

    Undo(KubernetesClient client, ServiceKey key) {
        this.client = client;
        this.live = new LiveService(client, key);
        this.key = key;
    }

    /** @param shadows names of the Service's shadows; one that isn't a shadow of it any more is left alone */
    void all(List<String> shadows) {
        keyAndSlices(shadows.isEmpty() ? null : shadows.getFirst());
        for (String name : shadows) {
            Service shadow = live.service(name);
            if (shadow != null && isShadow(shadow)) {
                live.delete(shadow);
            }
        }
    }

    /** As far as the slices; the shadows stay. */
    void keyAndSlices(@Nullable String shadow) {
        key(shadow);
        List<EndpointSlice> ours = live.ours();
        ours.forEach(live::delete);
    }

    /** Takes the key away and waits until the Service has its own endpoints. */
    void key(@Nullable String shadow) {
        Service service = live.service();
        if (service == null) {
            return;
        }
        SelectorKey selector = new SelectorKey(client);
        if (SelectorKey.isIn(service)) {
            selector.takeOutOf(service);
        } else {
            selector.handBack(service);
        }
        if (shadow != null && live.service(shadow) != null) {
            awaitOwnEndpoints(shadow);
        }
    }

    private void awaitOwnEndpoints(String shadow) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() - end < 0) {
            Set<String> wanted = live.endpoints(shadow);
            if (wanted.equals(live.endpoints(key.name()))) {
                return;
            }
            try {
                Thread.sleep(LOOK_AGAIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private boolean isShadow(Service service) {
        Map<String, String> labels = service.getMetadata().getLabels();
        return labels != null && key.name().equals(labels.get(Names.SHADOW_OF));
    }
}
