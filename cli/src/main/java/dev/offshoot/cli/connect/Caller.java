package dev.offshoot.cli.connect;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Objects;

/** For whom the API server takes the caller. */
public final class Caller {
    private static final ResourceDefinitionContext REVIEWS = new ResourceDefinitionContext.Builder()
            .withGroup("authentication.k8s.io")
            .withVersion("v1")
            .withKind("SelfSubjectReview")
            .withPlural("selfsubjectreviews")
            .withNamespaced(false)
            .build();

    private Caller() {}

    /**
     * The user's name.
     *
     * @throws KubernetesClientException where the API server refuses or can't be reached
     */
    public static String name(KubernetesClient client) {
        GenericKubernetesResource review = new GenericKubernetesResource();
        review.setApiVersion("authentication.k8s.io/v1");
        review.setKind("SelfSubjectReview");
        GenericKubernetesResource answer =
                client.genericKubernetesResources(REVIEWS).resource(review).create();
        String name = answer.get("status", "userInfo", "username");
        return Objects.requireNonNull(name, "the API server doesn't say who you are");
    }
}
