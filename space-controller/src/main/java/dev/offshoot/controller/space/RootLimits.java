package dev.offshoot.controller.space;

import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.LimitRangeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What limits a root space, as copies for a namespace that Offshoot created: quotas, limits and network policies. */
final class RootLimits {
    private RootLimits() {}

    /** @param objects the root's; sorted as they are given */
    static List<HasMetadata> copies(List<? extends HasMetadata> objects, String root, String namespace) {
        return objects.stream().map(one -> copy(one, root, namespace)).toList();
    }

    /** The specification and nothing else: labels would let a deployment tool take the copy for its own. */
    private static HasMetadata copy(HasMetadata object, String root, String namespace) {
        ObjectMeta metadata = new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName(object.getMetadata().getName())
                .withLabels(Map.of(Names.COPIED_FROM, root))
                .build();
        return switch (object) {
            case ResourceQuota quota ->
                new ResourceQuotaBuilder()
                        .withMetadata(metadata)
                        .withSpec(quota.getSpec())
                        .build();
            case LimitRange range ->
                new LimitRangeBuilder()
                        .withMetadata(metadata)
                        .withSpec(range.getSpec())
                        .build();
            case NetworkPolicy policy ->
                new NetworkPolicyBuilder()
                        .withMetadata(metadata)
                        .withSpec(policy.getSpec())
                        .build();
            default -> throw new IllegalArgumentException(object.getClass() + " (expected: a kind of limits)");
        };
    }

    static boolean isCopy(HasMetadata object) {
        return copiedFrom(object) != null;
    }

    private static @Nullable String copiedFrom(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return labels == null ? null : labels.get(Names.COPIED_FROM);
    }

    /** Whether a copy is as it should be; both were completed by the API server. */
    static boolean stands(HasMetadata present, HasMetadata wanted) {
        return Objects.equals(spec(present), spec(wanted)) && Objects.equals(copiedFrom(present), copiedFrom(wanted));
    }

    private static @Nullable Object spec(HasMetadata object) {
        return switch (object) {
            case ResourceQuota quota -> quota.getSpec();
            case LimitRange range -> range.getSpec();
            case NetworkPolicy policy -> policy.getSpec();
            default -> throw new IllegalArgumentException(object.getClass() + " (expected: a kind of limits)");
        };
    }
}
