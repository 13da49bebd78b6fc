package dev.offshoot.controller.space;

import dev.offshoot.spaceapi.DevSpace;
import dev.offshoot.spaceapi.DevSpaceStatus;
import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the namespace of a DevSpace's name is to it: decides what may be written there. */
enum Standing {
    /** It isn't there: it is to be created. */
    ABSENT,
    /** This DevSpace created it. */
    CREATED,
    /** Offshoot created it for an earlier DevSpace of that name, as a mark says that only Offshoot may write. */
    CREATED_EARLIER,
    /** Others made it, and a space of it by a label. */
    LABELLED,
    /** Others made it, and nobody a space of it: left alone. */
    FOREIGN,
    /** It is being deleted. */
    ENDING,
    /** Its name is Kubernetes' or our own: left alone whatever it carries. */
    RESERVED;

    static Standing of(DevSpace devSpace, @Nullable Namespace namespace, String ownNamespace) {
        String name = devSpace.getMetadata().getName();
        if (name.startsWith("kube-") || name.equals(ownNamespace)) {
            return RESERVED;
        }
        if (namespace == null) {
            return ABSENT;
        }
        if (namespace.getMetadata().getDeletionTimestamp() != null) {
            return ENDING;
        }
        if (isCreatedFor(devSpace, namespace.getMetadata())) {
            return CREATED;
        }
        String createdFor = annotations(namespace).get(Names.CREATED_FOR);
        if (createdFor != null && !createdFor.equals(devSpace.getMetadata().getUid())) {
            return CREATED_EARLIER;
        }
        Map<String, String> labels = labels(namespace);
        return labels.containsKey(Names.ROOT) || labels.containsKey(Names.PARENT) ? LABELLED : FOREIGN;
    }

    /**
     * The status says so; where it doesn't yet, because we were cut off between two writes, the annotation does. A namespace that is
     * older than the DevSpace can't have been created for it, whatever somebody writes on it.
     */
    private static boolean isCreatedFor(DevSpace devSpace, ObjectMeta namespace) {
        DevSpaceStatus status = devSpace.getStatus();
        if (status != null && namespace.getUid().equals(status.namespaceUid())) {
            return true;
        }
        return namespace.getAnnotations() != null
                && devSpace.getMetadata()
                        .getUid()
                        .equals(namespace.getAnnotations().get(Names.CREATED_FOR))
                && !Instant.parse(namespace.getCreationTimestamp())
                        .isBefore(Instant.parse(devSpace.getMetadata().getCreationTimestamp()));
    }

    /** Whether labels and annotations of the space may be written. */
    boolean isManaged() {
        return switch (this) {
            case CREATED, CREATED_EARLIER, LABELLED -> true;
            case ABSENT, FOREIGN, ENDING, RESERVED -> false;
        };
    }

    /** Whether Offshoot created the namespace, so that it answers for what may run there. */
    boolean isCreated() {
        return this == CREATED || this == CREATED_EARLIER;
    }

    static Map<String, String> labels(Namespace namespace) {
        Map<String, String> labels = namespace.getMetadata().getLabels();
        return labels == null ? Map.of() : labels;
    }

    static Map<String, String> annotations(Namespace namespace) {
        Map<String, String> annotations = namespace.getMetadata().getAnnotations();
        return annotations == null ? Map.of() : annotations;
    }
}
