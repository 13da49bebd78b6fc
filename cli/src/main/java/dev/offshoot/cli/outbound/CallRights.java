package dev.offshoot.cli.outbound;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What the gateway will ask of Kubernetes about the caller, asked beforehand: a refusal in the middle of raw bytes is only a reset. */
public final class CallRights {
    private CallRights() {}

    /** Says for each namespace in which the caller may call none of the Services, which those are; may wait and fail as fabric8 does. */
    public static void tellWhatIsMissing(KubernetesClient client, List<Service> services, Consumer<String> say) {
        Map<String, List<Service>> byNamespace = services.stream()
                .collect(Collectors.groupingBy(
                        service -> service.getMetadata().getNamespace(), TreeMap::new, Collectors.toList()));
        byNamespace.forEach((namespace, there) -> {
            if (!mayGetProxy(client, namespace)) {
                say.accept("calls to " + names(there) + " are refused, unless granted one by one: you cannot get"
                        + " resource services/proxy in namespace " + namespace);
            }
        });
    }

    private static String names(List<Service> services) {
        return services.stream()
                .map(service -> service.getMetadata().getName())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static boolean mayGetProxy(KubernetesClient client, String namespace) {
        SelfSubjectAccessReview review = client.authorization()
                .v1()
                .selfSubjectAccessReview()
                .create(new SelfSubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withNewResourceAttributes()
                        .withVerb("get")
                        .withResource("services")
                        .withSubresource("proxy")
                        .withNamespace(namespace)
                        .endResourceAttributes()
                        .endSpec()
                        .build());
        return review.getStatus() != null
                && Boolean.TRUE.equals(review.getStatus().getAllowed());
    }
}
