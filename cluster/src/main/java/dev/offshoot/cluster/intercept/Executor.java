package dev.offshoot.cluster.intercept;

import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.plan.DesiredShadow;
import dev.offshoot.routing.plan.Interception;
import dev.offshoot.routing.plan.Phase;
import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;

/**
 * Carries out what the plan says of one Service. Level-triggered: it may be repeated, cut off anywhere and begun anew, and does
 * only what one phase allows; the next follows from the plan that sees its effect. Reads live what it changes, and writes only what
 * differs. Never blocks for anything but the API server; throws what the client throws, after which the same is to be tried again.
 * Safe for several threads with a Service each.
 */
public final class Executor {
    private final KubernetesClient client;
    private final Patience patience;

    public Executor(KubernetesClient client, Clock clock) {
        this.client = client;
        this.patience = new Patience(clock);
    }

    public Progress carryOut(ServiceKey key, Interception interception) {
        return switch (interception) {
            case Interception.NotNeeded none -> Progress.DONE;
            case Interception.NotInterceptable refused -> Progress.DONE;
            case Interception.Intercept begun -> begin(key, begun);
            case Interception.FailOpen open -> failOpen(key, open);
            case Interception.Restore restore -> restore(key, restore);
        };
    }

    private Progress begin(ServiceKey key, Interception.Intercept begun) {
        LiveService live = new LiveService(client, key);
        Service service = live.service();
        if (service == null || !isOf(begun.shadow(), service) || !shadow(live, begun.shadow())) {
            return Progress.DONE; // the plan is of another Service: the next one knows
        }
        if (begun.mayReach() != Phase.SHADOW_FIRST) {
            new LiveSlices(live).become(begun.slices());
        }
        SelectorKey selector = new SelectorKey(client);
        if (SelectorKey.isIn(service) || begun.mayReach() != Phase.SELECTOR_KEY) {
            selector.handBack(service); // also where failing open was cut off after the key had gone
        } else if (mayTakeEndpoints(live, service, begun.shadow().key().name())) {
            selector.putInto(service);
        } else {
            return Progress.WAITING;
        }
        return Progress.DONE;
    }

    /** Read live, since from here on the Service lives on our slices. */
    private static boolean mayTakeEndpoints(LiveService live, Service service, String shadowName) {
        boolean listed = live.ours().stream()
                .flatMap(slice -> slice.getEndpoints().stream())
                .anyMatch(
                        endpoint -> Boolean.TRUE.equals(endpoint.getConditions().getReady()));
        Service shadow = live.service(shadowName);
        return listed && shadow != null && live.endpoints(shadow).equals(live.endpoints(service));
    }

    /** The slices first: from then on requests are answered. */
    private Progress failOpen(ServiceKey key, Interception.FailOpen open) {
        LiveService live = new LiveService(client, key);
        Service service = live.service();
        if (service == null || !isOf(open.shadow(), service)) {
            return Progress.DONE;
        }
        new LiveSlices(live).become(open.slices());
        if (shadow(live, open.shadow())) {
            new Undo(client, key, patience).key(service);
        }
        return Progress.DONE;
    }

    private Progress restore(ServiceKey key, Interception.Restore restore) {
        LiveService live = new LiveService(client, key);
        DesiredShadow keep = restore.keep();
        if (keep != null) {
            Service service = live.service();
            if (service != null && isOf(keep, service)) {
                shadow(live, keep); // says that nobody but we take the key away
            }
        }
        String kept = keep != null && restore.remember() ? keep.key().name() : null;
        return new Undo(client, key, patience).all(restore.shadows(), kept);
    }

    /**
     * Lets an interception that only lingers end now: the shadow, which keeps that time, says so, and the next plan follows. Where the
     * shadow isn't yet, or is no more, as this plan has it, nothing is done. Needs no turn of the Service's: it changes the very
     * version that it has read.
     */
    public void stopLingering(ServiceKey key, Interception.Intercept lingering, Instant now) {
        DesiredShadow shadow = lingering.shadow();
        Instant until = shadow.state().lingerUntil();
        if (until == null || !until.isAfter(now)) {
            return;
        }
        LiveService live = new LiveService(client, key);
        Service present = live.service(shadow.key().name());
        if (present != null && isOurs(present, shadow) && ShadowObject.shows(present, shadow)) {
            live.apply(ShadowObject.of(shadow.lingeringUntil(now)), present);
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
        if (present == null || !ShadowObject.shows(present, shadow)) {
            live.apply(ShadowObject.of(shadow), present);
        }
        return true;
    }

    private static boolean isOurs(Service present, DesiredShadow shadow) {
        Map<String, String> labels = present.getMetadata().getLabels();
        return labels != null
                && shadow.shadowOf().equals(labels.get(Names.SHADOW_OF))
                && present.getMetadata().getOwnerReferences().stream()
                        .anyMatch(owner -> shadow.state().ownerUid().equals(owner.getUid()));
    }
}
