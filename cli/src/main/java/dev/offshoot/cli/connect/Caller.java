package dev.offshoot.cli.connect;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * For whom the API server takes the caller.
 *
 * @param name the user's
 * @param groups those that the user is in
 */
public record Caller(String name, List<String> groups) {
    /** Before anybody was asked. */
    static final Caller NOBODY = new Caller("", List.of());

    private static final ResourceDefinitionContext REVIEWS = new ResourceDefinitionContext.Builder()
            .withGroup("authentication.k8s.io")
            .withVersion("v1")
            .withKind("SelfSubjectReview")
            .withPlural("selfsubjectreviews")
            .withNamespaced(false)
            .build();

    public Caller {
        groups = List.copyOf(groups);
    }

    /**
     * Asks.
     *
     * @throws KubernetesClientException where the API server refuses or can't be reached
     */
    public static Caller of(KubernetesClient client) {
        GenericKubernetesResource review = new GenericKubernetesResource();
        review.setApiVersion("authentication.k8s.io/v1");
        review.setKind("SelfSubjectReview");
        GenericKubernetesResource answer =
                client.genericKubernetesResources(REVIEWS).resource(review).create();
        String name = answer.get("status", "userInfo", "username");
        @Nullable List<String> groups = answer.get("status", "userInfo", "groups");
        return new Caller(
                Objects.requireNonNull(name, "the API server doesn't say who you are"),
                groups == null ? List.of() : groups);
    }
}
