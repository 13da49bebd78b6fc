package dev.offshoot.controller.space;

import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import dev.offshoot.spaceapi.DevSpace;
import dev.offshoot.spaceapi.DevSpaceSpec;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes a DevSpace's namespace what it should be: first what keeps it safe, then what makes it a space, then its owners. May be
 * repeated and cut off anywhere. Blocks its thread; throws what the client throws.
 */
final class SpaceMaker {
    private final LiveSpace live;
    private final String ownNamespace;
    private final DevSpace devSpace;
    private final DevSpaceSpec spec;
    private final @Nullable RootSpace root;
    private final List<Problem> problems = new ArrayList<>();

    /** @param root the space at the end of the parent's chain; null where none is known, or for a root */
    SpaceMaker(KubernetesClient client, String ownNamespace, DevSpace devSpace, @Nullable RootSpace root) {
        this.live = new LiveSpace(client, devSpace.getMetadata().getName());
        this.ownNamespace = ownNamespace;
        this.devSpace = devSpace;
        this.spec = Objects.requireNonNull(devSpace.getSpec());
        this.root = root;
    }

    /** @param lineageWritten as far as is known */
    NamespaceWork make(boolean lineageWritten) {
        Namespace namespace = live.namespace();
        Standing standing = Standing.of(devSpace, namespace, ownNamespace);
        if (standing == Standing.ABSENT) {
            namespace = live.create(devSpace);
            standing = Standing.CREATED;
        }
        if (namespace == null || !standing.isManaged()) {
            return NamespaceWork.leftAlone(devSpace, standing);
        }
        mark(namespace, standing);
        if (standing.isCreated()) {
            limit();
        }
        if (standing == Standing.CREATED) {
            owners();
        }
        String uid = standing == Standing.CREATED ? namespace.getMetadata().getUid() : null;
        return NamespaceWork.done(standing, problems, uid, lineageWritten);
    }

    private ObjectRef self() {
        return new ObjectRef("DevSpace", "", devSpace.getMetadata().getName());
    }

    private void mark(Namespace namespace, Standing standing) {
        NamespaceMarks marks =
                NamespaceMarks.of(devSpace, spec, namespace, standing, root == null ? Map.of() : root.labels());
        problems.addAll(marks.conflicts());
        if (!marks.stand(namespace)) {
            live.apply(marks.on(namespace));
        }
    }

    /** Copies of what limits the root; those of what isn't there any more go. Without a known root all stay as they are. */
    private void limit() {
        if (root == null) {
            return;
        }
        String name = devSpace.getMetadata().getName();
        Map<String, HasMetadata> present = new HashMap<>();
        live.limits().forEach(one -> present.put(id(one), one));
        for (HasMetadata wanted : root.limitsFor(name)) {
            HasMetadata there = present.remove(id(wanted));
            if (there == null) {
                live.apply(wanted);
            } else if (!RootLimits.isCopy(there)) {
                taken(there, "a copy of the root's");
            } else if (!RootLimits.stands(there, wanted)) {
                live.apply(pinned(wanted, there));
            }
        }
        present.values().stream().filter(RootLimits::isCopy).forEach(live::delete);
    }

    /** Nobody is let in before what limits the root is in force; of a root itself nothing is copied. */
    private boolean isLimited() {
        return root != null || spec.parent() == null;
    }

    private static String id(HasMetadata object) {
        return object.getKind() + " " + object.getMetadata().getName();
    }

    private static HasMetadata pinned(HasMetadata wanted, HasMetadata read) {
        wanted.getMetadata().setUid(read.getMetadata().getUid());
        wanted.getMetadata().setResourceVersion(read.getMetadata().getResourceVersion());
        return wanted;
    }

    private void taken(HasMetadata there, String expected) {
        problems.add(new Problem(
                ProblemCode.NAME_TAKEN,
                self(),
                there.getKind() + " " + there.getMetadata().getName() + " in namespace "
                        + there.getMetadata().getNamespace() + " is somebody else's (expected: " + expected
                        + "); it stays as it is"));
    }

    private void owners() {
        RoleBinding wanted = OwnersBinding.of(devSpace.getMetadata().getName(), spec);
        RoleBinding there = live.owners();
        if (there != null && !OwnersBinding.isOurs(there)) {
            if (wanted != null) {
                taken(there, "the binding of this DevSpace's owners to ClusterRole offshoot-space-owner");
            }
        } else if (there != null && wanted == null) {
            live.delete(there);
        } else if (wanted != null && there == null && isLimited()) {
            live.apply(wanted);
        } else if (wanted != null && there != null && !OwnersBinding.stands(there, wanted)) {
            live.apply(pinned(wanted, there));
        }
    }
}
