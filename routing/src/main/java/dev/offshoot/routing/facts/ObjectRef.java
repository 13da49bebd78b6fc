package dev.offshoot.routing.facts;

import java.util.Comparator;

/**
 * A Kubernetes object named for a person. Printed as {@code Kind namespace/name}, or {@code Kind name} where the kind is
 * cluster-scoped (its namespace is the empty string).
 */
public record ObjectRef(String kind, String namespace, String name) implements Comparable<ObjectRef> {
    private static final Comparator<ObjectRef> ORDER = Comparator.comparing((ObjectRef ref) -> ref.namespace())
            .thenComparing(ObjectRef::kind)
            .thenComparing(ObjectRef::name);

    public static ObjectRef namespace(String name) {
        return new ObjectRef("Namespace", "", name);
    }

    public static ObjectRef service(ServiceKey key) {
        return new ObjectRef("Service", key.namespace(), key.name());
    }

    @Override
    public int compareTo(ObjectRef other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return namespace.isEmpty() ? kind + " " + name : kind + " " + namespace + "/" + name;
    }
}
