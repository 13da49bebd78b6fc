package dev.offshoot.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Deployment and the namespace that this Pod runs in, and whether they are going: a Pod that ends alone, as in a rollout, leaves
 * interceptions to its successor.
 */
final class Installation {
    private static final Logger log = LoggerFactory.getLogger(Installation.class);

    private final KubernetesClient client;
    private final String namespace;
    private final String pod;
    private @Nullable OwnerReference deployment;

    /** @param pod empty where this process runs in none */
    Installation(KubernetesClient client, String namespace, String pod) {
        this.client = client;
        this.namespace = namespace;
        this.pod = pod;
    }

    /** Looks up which Deployment the Pod is of, while its ReplicaSet is there to tell. */
    synchronized void remember() {
        if (deployment != null || pod.isEmpty()) {
            return;
        }
        try {
            deployment = owner(
                            client.pods().inNamespace(namespace).withName(pod).get(), "ReplicaSet")
                    .map(set -> client.apps()
                            .replicaSets()
                            .inNamespace(namespace)
                            .withName(set.getName())
                            .get())
                    .flatMap(set -> owner(set, "Deployment"))
                    .orElse(null);
        } catch (KubernetesClientException failed) {
            log.warn("The Deployment of Pod {} isn't known yet: {}", pod, failed.getMessage());
        }
    }

    private static Optional<OwnerReference> owner(@Nullable HasMetadata object, String kind) {
        return object == null
                ? Optional.empty()
                : object.getMetadata().getOwnerReferences().stream()
                        .filter(owner -> owner.getKind().equals(kind))
                        .findFirst();
    }

    /** Whether the namespace or the Deployment is being deleted or gone; false where nobody can tell. */
    synchronized boolean isEnding() {
        if (pod.isEmpty()) {
            return false;
        }
        remember();
        return isGoing(
                        "namespace " + namespace,
                        () -> client.namespaces().withName(namespace).get(),
                        null)
                || (deployment != null && isDeploymentGoing(deployment));
    }

    private boolean isDeploymentGoing(OwnerReference owner) {
        return isGoing(
                "Deployment " + owner.getName(),
                () -> client.apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName(owner.getName())
                        .get(),
                owner.getUid());
    }

    private interface Read {
        @Nullable
        HasMetadata get();
    }

    private static boolean isGoing(String what, Read read, @Nullable String uid) {
        try {
            HasMetadata object = read.get();
            return object == null
                    || object.getMetadata().getDeletionTimestamp() != null
                    || (uid != null && !uid.equals(object.getMetadata().getUid()));
        } catch (KubernetesClientException failed) {
            log.warn("Whether {} is being deleted isn't known: {}", what, failed.getMessage());
            return false;
        }
    }
}
