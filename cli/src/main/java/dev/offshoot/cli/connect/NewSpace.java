package dev.offshoot.cli.connect;

import dev.offshoot.spaceapi.DevSpace;
import dev.offshoot.spaceapi.DevSpaceSpec;
import dev.offshoot.spaceapi.Names;
import dev.offshoot.spaceapi.SpaceOwner;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A space that is made where it isn't there yet, with the caller's own rights: as a DevSpace, or as a namespace where there are none. */
final class NewSpace {
    private static final int READY_SECONDS = 60;
    private static final String SERVICE_ACCOUNT = "system:serviceaccount:";

    private final KubernetesClient client;
    private final String space;
    private final Consumer<String> say;

    NewSpace(KubernetesClient client, String space, Consumer<String> say) {
        this.client = client;
        this.space = space;
        this.say = say;
    }

    /**
     * Returns when the space is served.
     *
     * @param parent null for the only root, or the only one that has the Service
     * @throws IllegalArgumentException where there is no such parent, or it can't be told which is meant
     * @throws ConnectFailed where the caller may not, or it isn't served in time
     */
    void ensure(@Nullable String parent, String service) {
        if (client.namespaces().withName(space).get() != null) {
            return;
        }
        String above = parent == null ? root(service) : parent;
        Namespace there = client.namespaces().withName(above).get();
        if (there == null || !SpaceServices.isSpace(there)) {
            throw new IllegalArgumentException(
                    "--parent: '" + above + "' is no space (expected: one that offshoot spaces lists)");
        }
        say.accept("making space " + space + " below " + above);
        try {
            create(above);
        } catch (KubernetesClientException refused) {
            if (refused.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                throw refused;
            }
            String words = refused.getStatus() == null
                    ? refused.getMessage()
                    : refused.getStatus().getMessage();
            throw new ConnectFailed("Space " + space + " isn't there and you may not make it (" + words
                    + "); ask for one, or for the rights: create on devspaces.offshoot.dev, and attach on " + above
                    + ".");
        }
    }

    private String root(String service) {
        List<String> roots = client.namespaces().withLabel(Names.ROOT, "true").list().getItems().stream()
                .map(namespace -> namespace.getMetadata().getName())
                .toList();
        List<String> fitting = roots.size() < 2
                ? roots
                : roots.stream()
                        .filter(root -> client.services()
                                        .inNamespace(root)
                                        .withName(service)
                                        .get()
                                != null)
                        .toList();
        if (fitting.size() != 1) {
            throw new IllegalArgumentException("--parent: none (expected: "
                    + (roots.isEmpty() ? "a space, but there is no root space" : "one of " + String.join(", ", roots))
                    + ")");
        }
        return fitting.getFirst();
    }

    private void create(String above) {
        DevSpace devSpace = new DevSpace();
        devSpace.setMetadata(new ObjectMetaBuilder().withName(space).build());
        devSpace.setSpec(new DevSpaceSpec(null, above, null, owners(), null, null));
        try {
            client.resource(devSpace).create();
        } catch (KubernetesClientException refused) {
            if (refused.getCode() == HttpURLConnection.HTTP_NOT_FOUND) { // a cluster without the custom resource
                client.resource(labelled(above)).create();
                return;
            }
            if (refused.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw refused;
            }
        }
        try {
            client.resources(DevSpace.class)
                    .withName(space)
                    .waitUntilCondition(NewSpace::isReady, READY_SECONDS, TimeUnit.SECONDS);
        } catch (KubernetesClientTimeoutException late) {
            throw new ConnectFailed("Space " + space + " isn't served after " + READY_SECONDS
                    + " s; kubectl describe devspace " + space + " says why.");
        }
    }

    private Namespace labelled(String above) {
        return new NamespaceBuilder()
                .withNewMetadata()
                .withName(space)
                .addToLabels(Names.PARENT, above)
                .endMetadata()
                .build();
    }

    private static boolean isReady(@Nullable DevSpace devSpace) {
        return devSpace != null
                && devSpace.getStatus() != null
                && devSpace.getStatus().conditions() != null
                && devSpace.getStatus().conditions().stream()
                        .anyMatch(condition ->
                                "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    /** The caller; nobody where it is one of Kubernetes' own names, which can't be owners. */
    private @Nullable List<SpaceOwner> owners() {
        String name = Caller.of(client).name();
        if (name.startsWith(SERVICE_ACCOUNT)) {
            String[] parts = name.substring(SERVICE_ACCOUNT.length()).split(":");
            return List.of(new SpaceOwner(SpaceOwner.Kind.ServiceAccount, parts[1], parts[0]));
        }
        return name.startsWith("system:") ? null : List.of(new SpaceOwner(SpaceOwner.Kind.User, name, null));
    }
}
