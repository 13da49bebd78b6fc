package dev.offshoot.spaceapi.translate;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Marks of load balancers that send to a Service's Pods by their own addresses: they read the Service's endpoints and would be left
 * with gateways on ports that the Pods don't have. AWS Load Balancer Controller's target type {@code ip}, GKE's network endpoint
 * groups. A TargetGroupBinding is an object of its own and not seen here. Where the target type isn't written it may be either.
 */
final class PodTargets {
    private static final String AWS_CLASS = "service.k8s.aws/nlb";
    private static final String AWS_TARGETS = "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type";
    private static final String AWS_TYPE = "service.beta.kubernetes.io/aws-load-balancer-type";
    private static final String AWS_INGRESS_TARGETS = "alb.ingress.kubernetes.io/target-type";
    private static final String AWS_FINALIZER = "service.k8s.aws/resources";
    private static final String GKE_GROUPS = "cloud.google.com/neg";
    private static final String GKE_STATUS = "cloud.google.com/neg-status";

    private PodTargets() {}

    /** The mark, as {@code annotation name: value}; null without one. */
    static @Nullable String of(ObjectMeta metadata, ServiceSpec spec) {
        Map<String, String> annotations =
                metadata.getAnnotations() == null ? Map.of() : new TreeMap<>(metadata.getAnnotations());
        for (String key : new String[] {AWS_TARGETS, AWS_INGRESS_TARGETS}) {
            if ("ip".equals(annotations.get(key))) {
                return "annotation " + key + ": ip";
            }
        }
        if ("nlb-ip".equals(annotations.get(AWS_TYPE))) {
            return "annotation " + AWS_TYPE + ": nlb-ip";
        }
        if (annotations.containsKey(GKE_GROUPS) || annotations.containsKey(GKE_STATUS)) {
            return "annotation " + (annotations.containsKey(GKE_GROUPS) ? GKE_GROUPS : GKE_STATUS);
        }
        if ("instance".equals(annotations.get(AWS_TARGETS))) {
            return null;
        }
        if (AWS_CLASS.equals(spec.getLoadBalancerClass())) {
            return "spec.loadBalancerClass: " + AWS_CLASS;
        }
        List<String> finalizers = metadata.getFinalizers() == null ? List.of() : metadata.getFinalizers();
        return finalizers.contains(AWS_FINALIZER) ? "finalizer " + AWS_FINALIZER : null;
    }
}
