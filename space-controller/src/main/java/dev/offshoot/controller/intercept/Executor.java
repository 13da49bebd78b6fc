package dev.offshoot.controller.intercept;

import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.plan.DesiredShadow;
import dev.offshoot.routing.plan.DesiredSlice;
import dev.offshoot.routing.plan.Interception;
import dev.offshoot.routing.plan.Phase;
import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Carries out what the plan says of one Service. Level-triggered: it may be repeated, cut off anywhere and begun anew, and does
 * only what one phase allows; the next follows from the plan that sees its effect. Blocks its thread; throws what the client
 * throws, after which the same is to be tried again.
 */
public final class Executor {
    private final KubernetesClient client;

    public Executor(KubernetesClient client) {
        this.client = client;
    }

    public void carryOut(ServiceKey key, Interception interception) {
        switch (interception) {
            case Interception.NotNeeded none -> {}
            case Interception.NotInterceptable refused -> {}
            case Interception.Intercept begun -> begin(key, begun);
            case Interception.FailOpen open -> failOpen(key, open);
            case Interception.Restore restore -> restore(key, restore);
        }
    }

    private void begin(ServiceKey key, Interception.Intercept begun) {
        LiveService live = new LiveService(client, key);
        Service service = live.service();
        if (service == null || !isOf(begun.shadow(), service) || !shadow(live, begun.shadow())) {
            return; // the plan is of another Service: the next one knows
        }
        if (begun.mayReach() == Phase.SHADOW_FIRST) {
            return;
        }
        slices(live, begun.slices());
        SelectorKey selector = new SelectorKey(client);
        boolean keyed = SelectorKey.isIn(service);
        if (begun.mayReach() == Phase.SELECTOR_KEY && !keyed && mayTakeEndpoints(live, begun.shadow())) {
            selector.putInto(service);
        } else if (keyed) {
            selector.handBack(service);
        }
    }

    /** Read live, since from here on the Service lives on our slices. */
    private static boolean mayTakeEndpoints(LiveService live, DesiredShadow shadow) {
        boolean listed = live.ours().stream()
                .flatMap(slice -> slice.getEndpoints().stream())
                .anyMatch(
                        endpoint -> Boolean.TRUE.equals(endpoint.getConditions().getReady()));
        return listed && live.endpoints(shadow.key().name()).equals(live.endpoints(shadow.shadowOf()));
    }

    private void failOpen(ServiceKey key, Interception.FailOpen open) {
        LiveService live = new LiveService(client, key);
        Service service = live.service();
        if (service == null || !isOf(open.shadow(), service) || !shadow(live, open.shadow())) {
            return;
        }
        slices(live, open.slices());
        new Undo(client, key).key(open.shadow().key().name());
    }

    private void restore(ServiceKey key, Interception.Restore restore) {
        LiveService live = new LiveService(client, key);
        Service service = live.service();
        DesiredShadow keep = restore.keep();
        if (keep != null && service != null && isOf(keep, service)) {
            shadow(live, keep); // says that nobody but we take the key away
        }
        Undo undo = new Undo(client, key);
        if (keep != null && restore.remember()) {
            undo.keyAndSlices(keep.key().name());
        } else {
            undo.all(restore.shadows());
        }
    }

    private static boolean isOf(DesiredShadow shadow, Service service) {
        return shadow.state().ownerUid().equals(service.getMetadata().getUid());
    }

    /** Whether the shadow is there as it should be; an object of its name that isn't ours is left alone. */
    private static boolean shadow(LiveService live, DesiredShadow shadow) {
        Service present = live.service(shadow.key().name());
        if (present != null && !isOurs(present, shadow)) {
            return false;
        }
        live.apply(ShadowObject.of(shadow));
        return true;
    }

    private static boolean isOurs(Service present, DesiredShadow shadow) {
        Map<String, String> labels = present.getMetadata().getLabels();
        return labels != null
                && shadow.shadowOf().equals(labels.get(Names.SHADOW_OF))
                && present.getMetadata().getOwnerReferences().stream()
                        .anyMatch(owner -> shadow.state().ownerUid().equals(owner.getUid()));
    }

    /** The wanted slices first, then the others of ours go: at no moment is there none. */
    private static void slices(LiveService live, List<DesiredSlice> wanted) {
        wanted.forEach(slice -> live.apply(SliceObject.of(slice)));
        Set<String> names = wanted.stream().map(DesiredSlice::name).collect(Collectors.toSet());
        for (EndpointSlice slice : live.ours()) {
            if (!names.contains(slice.getMetadata().getName())) {
                live.delete(slice);
            }
        }
    }
}
