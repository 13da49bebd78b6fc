package dev.offshoot.controller.space;

import dev.offshoot.cluster.intercept.Executor;
import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.plan.Interception;
import dev.offshoot.routing.plan.InterceptionPlan;
import dev.offshoot.routing.plan.UndoPhase;
import dev.offshoot.spaceapi.DevSpace;
import dev.offshoot.spaceapi.DevSpaceSpec;
import dev.offshoot.spaceapi.DevSpaceStatus;
import dev.offshoot.spaceapi.Names;
import dev.offshoot.spaceapi.SpaceInterception;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ends a DevSpace that is being deleted: its namespace is no space any more, then what was intercepted for it alone is put back
 * without lingering, then the namespace goes where that is asked for, then our finalizer. May be repeated and cut off anywhere. Blocks
 * its thread; throws what the client throws.
 */
final class SpaceEnd {
    private final LiveSpace live;
    private final Executor executor;
    private final String ownNamespace;
    private final DevSpace devSpace;

    SpaceEnd(KubernetesClient client, Executor executor, String ownNamespace, DevSpace devSpace) {
        this.live = new LiveSpace(client, devSpace.getMetadata().getName());
        this.executor = executor;
        this.ownNamespace = ownNamespace;
        this.devSpace = devSpace;
    }

    /**
     * @param report of the space as long as it is one
     * @return whether it is done; else a later state of the cluster is waited for
     */
    boolean end(Facts facts, InterceptionPlan plan, SpaceReport report, Instant now) {
        if (!devSpace.getMetadata().getFinalizers().contains(Names.FINALIZER)) {
            return true;
        }
        Namespace namespace = live.namespace();
        Standing standing = Standing.of(devSpace, namespace, ownNamespace);
        if (namespace != null && standing != Standing.RESERVED) {
            NamespaceMarks after = NamespaceMarks.after(namespace, standing);
            if (!after.stand(namespace)) {
                keep(report);
                live.apply(after.on(namespace));
                return false;
            }
        }
        if (!isRestored(namespace, facts, plan, now)) {
            return false;
        }
        if (namespace != null && standing == Standing.CREATED && isToBeDeleted()) {
            live.delete(namespace);
        }
        live.finalizer(devSpace, false);
        return true;
    }

    /** While it is a space it is known what is intercepted for it; kept in the status until that is put back. */
    private void keep(SpaceReport report) {
        DevSpaceStatus status = devSpace.getStatus();
        List<SpaceInterception> kept =
                status == null || status.interceptions() == null ? List.of() : status.interceptions();
        if (!kept.containsAll(report.interceptions())) {
            live.status(devSpace, SpaceStatus.with(status, report.interceptions()));
        }
    }

    private boolean isToBeDeleted() {
        return devSpace.getSpec() != null && devSpace.getSpec().deletionPolicy() == DevSpaceSpec.DeletionPolicy.Delete;
    }

    private boolean isRestored(@Nullable Namespace namespace, Facts facts, InterceptionPlan plan, Instant now) {
        if (namespace != null && isSpace(namespace)) {
            return true; // by others' labels: it needs its interceptions
        }
        NamespaceFacts known = facts.namespace(devSpace.getMetadata().getName());
        if (known != null && known.space() != null) {
            return false; // the plan doesn't know yet
        }
        boolean restored = true;
        for (ServiceKey service : intercepted()) {
            restored &= isRestored(service, plan.of(service), now);
        }
        return restored;
    }

    private static boolean isSpace(Namespace namespace) {
        return Standing.labels(namespace).containsKey(Names.PARENT)
                || Standing.labels(namespace).containsKey(Names.ROOT);
    }

    /** As the status has kept it. */
    private List<ServiceKey> intercepted() {
        DevSpaceStatus status = devSpace.getStatus();
        return status == null || status.interceptions() == null
                ? List.of()
                : status.interceptions().stream()
                        .map(SpaceInterception::service)
                        .filter(service -> service.indexOf('/') > 0)
                        .map(SpaceEnd::key)
                        .toList();
    }

    private static ServiceKey key(String service) {
        int slash = service.indexOf('/');
        return new ServiceKey(service.substring(0, slash), service.substring(slash + 1));
    }

    private boolean isRestored(ServiceKey service, Interception interception, Instant now) {
        return switch (interception) {
            case Interception.NotNeeded none -> true;
            case Interception.NotInterceptable refused -> true;
            case Interception.FailOpen open -> true;
            case Interception.Restore restore -> restore.next() == UndoPhase.REMEMBER;
            case Interception.Intercept begun -> {
                if (begun.shadow().state().lingerUntil() == null) {
                    yield true; // others need it
                }
                executor.stopLingering(service, begun, now);
                yield false;
            }
        };
    }
}
