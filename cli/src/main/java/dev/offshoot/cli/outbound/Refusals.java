package dev.offshoot.cli.outbound;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** What the API server says where it refuses. */
final class Refusals {
    private Refusals() {}

    /** Its own words where it answered. */
    static String told(KubernetesClientException failure) {
        return failure.getStatus() != null && failure.getStatus().getMessage() != null
                ? failure.getStatus().getMessage()
                : String.valueOf(failure.getMessage());
    }
}
