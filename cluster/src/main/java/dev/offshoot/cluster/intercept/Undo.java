package dev.offshoot.cluster.intercept;

import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts a Service back on its own endpoints: our key, then our slices, then its shadows. Needs nothing but the API server, may be
 * repeated from any point, and leaves nothing of ours. Never blocks: where Kubernetes must first give the Service its endpoints, it
 * is to be called again.
 */
final class Undo {
    private final SelectorKey selector;
    private final LiveService live;
    private final ServiceKey key;
    private final Patience patience;

    Undo(KubernetesClient client, ServiceKey key, Patience patience) {
        this.selector = new SelectorKey(client);
        this.live = new LiveService(client, key);
        this.key = key;
        this.patience = patience;
    }

    /**
     * Goes as far as it can.
     *
     * @param shadows names of the Service's shadows; one that isn't a shadow of it any more is left alone
     * @param keep the shadow that stays for what it remembers; null for none
     */
    Progress all(List<String> shadows, @Nullable String keep) {
        Service service = live.service();
        if (service != null) {
            key(service);
            if (!hasOwnEndpoints(service, keep != null ? keep : shadows.isEmpty() ? null : shadows.getLast())) {
                return Progress.WAITING;
            }
        }
        patience.forget(key);
        live.ours().forEach(live::delete);
        for (String name : shadows) {
            if (!name.equals(keep)) {
                deleteShadow(name);
            }
        }
        return Progress.DONE;
    }

    /** Takes the key away, or what an earlier change has left to us. */
    void key(Service service) {
        if (SelectorKey.isIn(service)) {
            selector.takeOutOf(service);
        } else {
            selector.handBack(service);
        }
    }

    private boolean hasOwnEndpoints(Service service, @Nullable String shadowName) {
        Service shadow = shadowName == null ? null : live.service(shadowName);
        return shadow == null || live.endpoints(shadow).equals(live.endpoints(service)) || patience.isOver(key);
    }

    private void deleteShadow(String name) {
        Service shadow = live.service(name);
        if (shadow != null && isShadow(shadow)) {
            live.delete(shadow);
        }
    }

    private boolean isShadow(Service service) {
        Map<String, String> labels = service.getMetadata().getLabels();
        return labels != null && key.name().equals(labels.get(Names.SHADOW_OF));
    }
}
