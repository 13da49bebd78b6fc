package dev.offshoot.controller.space;

import dev.offshoot.spaceapi.DevSpaceSpec;
import dev.offshoot.spaceapi.SpaceOwner;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one role binding of a space's owners, to the one role that they can be given. */
final class OwnersBinding {
    static final String NAME = "offshoot-owners";
    private static final String ROLE = "offshoot-space-owner";
    private static final String GROUP = "rbac.authorization.k8s.io";

    private OwnersBinding() {}

    /** The binding; null where there are no owners. Kubernetes' own subjects ({@code system:*}) never are any. */
    static @Nullable RoleBinding of(String namespace, DevSpaceSpec spec) {
        List<SpaceOwner> owners = spec.owners() == null ? List.of() : spec.owners();
        List<Subject> subjects = owners.stream()
                .filter(owner -> !owner.name().startsWith("system:"))
                .map(OwnersBinding::subject)
                .toList();
        if (subjects.isEmpty()) {
            return null;
        }
        return new RoleBindingBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(NAME)
                .endMetadata()
                .withNewRoleRef(GROUP, "ClusterRole", ROLE)
                .withSubjects(subjects)
                .build();
    }

    private static Subject subject(SpaceOwner owner) {
        return new SubjectBuilder()
                .withKind(owner.kind().name())
                .withApiGroup(owner.kind() == SpaceOwner.Kind.ServiceAccount ? null : GROUP)
                .withName(owner.name())
                .withNamespace(owner.namespace())
                .build();
    }

    /** Whether a binding of that name is to our role, so that it may be changed. */
    static boolean isOurs(RoleBinding present) {
        return present.getRoleRef().getKind().equals("ClusterRole")
                && present.getRoleRef().getName().equals(ROLE);
    }

    static boolean stands(RoleBinding present, RoleBinding wanted) {
        return present.getSubjects().equals(wanted.getSubjects());
    }
}
