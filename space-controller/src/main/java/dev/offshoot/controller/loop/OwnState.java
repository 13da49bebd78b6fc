package dev.offshoot.controller.loop;

import io.fabric8.kubernetes.client.KubernetesClient;

/** What controllers keep in their own namespace: the Lease, and the ledger of listening ports. */
public final class OwnState {
    private OwnState() {}

    /**
     * For the end of an installation: once nothing is intercepted and no controller runs, nobody needs it.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException where the API server refuses or can't be reached
     */
    public static void delete(KubernetesClient client, String namespace) {
        client.leases().inNamespace(namespace).withName(Leadership.LEASE).delete();
        client.configMaps().inNamespace(namespace).withName(PortStore.NAME).delete();
    }
}
