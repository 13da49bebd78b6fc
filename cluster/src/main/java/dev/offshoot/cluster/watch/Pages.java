package dev.offshoot.cluster.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.dsl.AnyNamespaceOperation;

/** Lists all objects of a kind in pages, so that neither side holds them all at once (API concepts, "Retrieving large results sets in chunks"). */
final class Pages {
    private static final long PAGE = 500;

    private Pages() {}

    /**
     * @return the list's version, to watch from
     * @throws io.fabric8.kubernetes.client.KubernetesClientException where the API server refuses or can't be reached
     */
    static <T extends HasMetadata> String list(
            AnyNamespaceOperation<T, ? extends KubernetesResourceList<T>, ?> resources, Follower.Listing<T> listing) {
        String token = null;
        String listed;
        do {
            KubernetesResourceList<T> page = resources.list(
                    new ListOptionsBuilder().withLimit(PAGE).withContinue(token).build());
            page.getItems().forEach(listing::add);
            token = page.getMetadata().getContinue();
            listed = page.getMetadata().getResourceVersion();
        } while (token != null && !token.isEmpty());
        listing.complete();
        return listed;
    }
}
