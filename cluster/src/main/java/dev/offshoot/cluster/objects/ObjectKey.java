package dev.offshoot.cluster.objects;

import dev.offshoot.routing.facts.ObjectRef;
import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * An object's identity within its source.
 *
 * @param namespace empty where the kind is cluster-scoped
 */
public record ObjectKey(ObjectKind kind, String namespace, String name) {
    /** The key of an object that has a name and, where its kind wants one, a namespace. */
    public static ObjectKey of(HasMetadata object) {
        ObjectKind kind = ObjectKind.of(object);
        String namespace = kind.namespaced() ? object.getMetadata().getNamespace() : "";
        return new ObjectKey(kind, namespace, object.getMetadata().getName());
    }

    public ObjectRef ref() {
        return new ObjectRef(kind.kind(), namespace, name);
    }
}
