package dev.offshoot.cluster.objects;

import dev.offshoot.spaceapi.DevSpace;
import dev.offshoot.spaceapi.Tunnel;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.Optional;

/** The kinds that facts are made of. */
public enum ObjectKind {
    NAMESPACE("v1", "Namespace", Namespace.class),
    SERVICE("v1", "Service", Service.class),
    ENDPOINT_SLICE("discovery.k8s.io/v1", "EndpointSlice", EndpointSlice.class),
    POD("v1", "Pod", Pod.class),
    DEV_SPACE("offshoot.dev/v1alpha1", "DevSpace", DevSpace.class),
    TUNNEL("offshoot.dev/v1alpha1", "Tunnel", Tunnel.class);

    private final String apiVersion;
    private final String kind;
    private final Class<? extends HasMetadata> type;

    ObjectKind(String apiVersion, String kind, Class<? extends HasMetadata> type) {
        this.apiVersion = apiVersion;
        this.kind = kind;
        this.type = type;
    }

    /** The kind with these names; empty where facts aren't made of it. */
    public static Optional<ObjectKind> of(String apiVersion, String kind) {
        for (ObjectKind candidate : values()) {
            if (candidate.kind.equals(kind) && candidate.apiVersion.equals(apiVersion)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    static ObjectKind of(HasMetadata object) {
        for (ObjectKind candidate : values()) {
            if (candidate.type.isInstance(object)) {
                return candidate;
            }
        }
        throw new IllegalArgumentException(object.getClass() + " (expected a kind of " + ObjectKind.class + ")");
    }

    /** As {@code kind:} has it. */
    public String kind() {
        return kind;
    }

    public Class<? extends HasMetadata> type() {
        return type;
    }

    /** Whether its objects stand in namespaces. */
    public boolean namespaced() {
        return Namespaced.class.isAssignableFrom(type);
    }
}
