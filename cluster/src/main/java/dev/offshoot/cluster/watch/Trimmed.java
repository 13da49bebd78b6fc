package dev.offshoot.cluster.watch;

import dev.offshoot.spaceapi.DevSpace;
import dev.offshoot.spaceapi.Names;
import dev.offshoot.spaceapi.Tunnel;
import dev.offshoot.spaceapi.TunnelStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Objects cut down to what facts are made of, before they are kept: of a Service's 3 kB a few hundred bytes stay. What is left is
 * equal for two versions of an object that don't differ for us, so that such changes cost nothing further on.
 */
final class Trimmed {
    /** Beginnings of labels and annotations that translation reads. */
    private static final List<String> READ = List.of(
            Names.GROUP + "/",
            Names.SERVICE_NAME,
            Names.MANAGED_BY,
            "service.beta.kubernetes.io/aws-load-balancer-",
            "alb.ingress.kubernetes.io/target-type",
            "cloud.google.com/neg");

    /** Kinds of owners that translation reads. */
    private static final List<String> OWNERS = List.of("Service", "Tunnel");

    private Trimmed() {}

    /** The object itself, changed: nobody else has it. */
    static HasMetadata of(HasMetadata object) {
        ObjectMeta full = object.getMetadata();
        object.setMetadata(metadata(full));
        switch (object) {
            case Namespace namespace -> {
                namespace.setSpec(null);
                namespace.setStatus(null);
                namespace.getMetadata().setDeletionTimestamp(full.getDeletionTimestamp());
            }
            case Service service -> {
                service.setStatus(null);
                service.setSpec(spec(service.getSpec()));
            }
            case EndpointSlice slice -> {
                if (slice.getEndpoints() != null) { // null is how the API server writes an empty list
                    slice.getEndpoints().forEach(Trimmed::trim);
                }
            }
            case DevSpace devSpace -> {
                devSpace.setStatus(null);
                devSpace.getMetadata().setGeneration(full.getGeneration());
                devSpace.getMetadata().setDeletionTimestamp(full.getDeletionTimestamp());
            }
            case Tunnel tunnel -> tunnel.setStatus(status(tunnel.getStatus()));
            default -> throw new IllegalArgumentException(object.getClass() + " (expected a kind of facts, no Pod)");
        }
        return object;
    }

    /** Without what changes with each renewal. */
    private static @Nullable TunnelStatus status(@Nullable TunnelStatus full) {
        return full == null ? null : new TunnelStatus(null, null, full.listening(), null, null);
    }

    private static ObjectMeta metadata(ObjectMeta full) {
        ObjectMetaBuilder kept = new ObjectMetaBuilder()
                .withName(full.getName())
                .withNamespace(full.getNamespace())
                .withUid(full.getUid())
                .withCreationTimestamp(full.getCreationTimestamp())
                .withLabels(marks(full.getLabels()))
                .withAnnotations(marks(full.getAnnotations()));
        kept.withFinalizers(full.getFinalizers().stream()
                .filter(finalizer -> finalizer.startsWith("service.k8s.aws/"))
                .toList());
        full.getOwnerReferences().stream()
                .filter(owner -> OWNERS.contains(owner.getKind()))
                .forEach(owner -> kept.addToOwnerReferences(new OwnerReferenceBuilder()
                        .withKind(owner.getKind())
                        .withName(owner.getName())
                        .withUid(owner.getUid())
                        .build()));
        return kept.build();
    }

    private static Map<String, String> marks(@Nullable Map<String, String> full) {
        Map<String, String> kept = new TreeMap<>();
        if (full != null) {
            full.forEach((key, value) -> {
                if (READ.stream().anyMatch(key::startsWith)) {
                    kept.put(key, value);
                }
            });
        }
        return kept;
    }

    private static @Nullable ServiceSpec spec(@Nullable ServiceSpec full) {
        if (full == null) {
            return null;
        }
        ServiceSpec kept = new ServiceSpec();
        kept.setType(full.getType());
        kept.setClusterIP("None".equals(full.getClusterIP()) ? "None" : null);
        kept.setPorts(full.getPorts());
        for (ServicePort port : kept.getPorts()) {
            port.setNodePort(null);
        }
        kept.setSessionAffinity(full.getSessionAffinity());
        kept.setSessionAffinityConfig(full.getSessionAffinityConfig());
        kept.setSelector(full.getSelector());
        kept.setIpFamilies(full.getIpFamilies());
        kept.setInternalTrafficPolicy(full.getInternalTrafficPolicy());
        kept.setExternalTrafficPolicy(full.getExternalTrafficPolicy());
        kept.setPublishNotReadyAddresses(full.getPublishNotReadyAddresses());
        kept.setLoadBalancerClass(full.getLoadBalancerClass());
        return kept;
    }

    private static void trim(Endpoint endpoint) {
        endpoint.setHints(null);
        endpoint.setHostname(null);
        endpoint.setNodeName(null);
        endpoint.setZone(null);
        endpoint.setDeprecatedTopology(null);
        ObjectReference target = endpoint.getTargetRef();
        if (target != null) {
            target.setUid(null);
            target.setResourceVersion(null);
        }
    }
}
