package dev.offshoot.cluster.intercept;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;

/**
 * The opt-in MutatingAdmissionPolicy that keeps our key in selectors through others' updates ({@code deploy/policies/opt-in}). It lets
 * our own writes pass; it is taken out of force so that what a person does afterwards isn't undone by it.
 */
final class KeepKeyPolicy {
    private static final ResourceDefinitionContext BINDINGS = new ResourceDefinitionContext.Builder()
            .withGroup("admissionregistration.k8s.io")
            .withVersion("v1")
            .withKind("MutatingAdmissionPolicyBinding")
            .withPlural("mutatingadmissionpolicybindings")
            .withNamespaced(false)
            .build();

    private KeepKeyPolicy() {}

    /** Nothing where there is no such policy, or where the caller may not remove it. */
    static void end(KubernetesClient client) {
        try {
            client.genericKubernetesResources(BINDINGS)
                    .withName("offshoot-keep-key")
                    .delete();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
        }
    }
}
