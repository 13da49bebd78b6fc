package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import dev.offshoot.spaceapi.Tunnel;
import dev.offshoot.spaceapi.TunnelStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The spaces of {@code loop.yaml} and {@code tunnels.yaml}, their users with real rights, and their Tunnels, all of them of orders. */
final class TunnelSpaces implements AutoCloseable {
    private static final String ORDERS = "orders";

    private final KubernetesClient admin;
    private final String prefix;
    private final Map<String, KubernetesClient> users = new HashMap<>();

    /** @param prefix of the namespaces' names */
    TunnelSpaces(KubernetesClient admin, String prefix) {
        this.admin = admin;
        this.prefix = prefix;
    }

    /** Returns when roles and policies are in force, which they are a moment after they are written. */
    void apply() {
        ControllerAccount.apply(admin);
        Manifests.apply(admin, "loop.yaml", prefix);
        Manifests.apply(admin, "tunnels.yaml", prefix);
        await().atMost(60, SECONDS)
                .until(() -> isRefused(() -> create("alice", prefix + "-alice", "erin"), "spec.owner: erin"));
        await().atMost(60, SECONDS).until(() -> isRefused(() -> create("bob", prefix + "-root"), "is a root space"));
    }

    static boolean isRefused(Runnable write, String message) {
        try {
            write.run();
            return false;
        } catch (KubernetesClientException refused) {
            return String.valueOf(refused.getMessage()).contains(message);
        }
    }

    KubernetesClient as(String user) {
        return users.computeIfAbsent(
                user,
                name -> new KubernetesClientBuilder()
                        .withConfig(new ConfigBuilder(admin.getConfiguration())
                                .withImpersonateUsername(name)
                                .build())
                        .build());
    }

    Tunnel create(String user, String namespace) {
        return create(user, namespace, user);
    }

    private Tunnel create(String user, String namespace, String owner) {
        Tunnel tunnel = Serialization.unmarshal("""
                apiVersion: offshoot.dev/v1alpha1
                kind: Tunnel
                metadata: {name: orders}
                spec:
                  service: orders
                  ports: [80]
                  publicKey: MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
                  owner: %s
                """.formatted(owner), Tunnel.class);
        return as(user).resources(Tunnel.class)
                .inNamespace(namespace)
                .resource(tunnel)
                .create();
    }

    void renew(String user, String namespace, String time) {
        status(user, namespace, "renewTime", time);
    }

    void status(String user, String namespace, String field, String value) {
        tunnel(as(user), namespace)
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\": {\"%s\": \"%s\"}}".formatted(field, value));
    }

    private static Resource<Tunnel> tunnel(KubernetesClient user, String namespace) {
        return user.resources(Tunnel.class).inNamespace(namespace).withName(ORDERS);
    }

    /** With nothing in it where there is none. */
    TunnelStatus status(String namespace) {
        Tunnel tunnel = tunnel(admin, namespace).get();
        TunnelStatus none = new TunnelStatus(null, null, null, null, null);
        return tunnel == null ? none : Objects.requireNonNullElse(tunnel.getStatus(), none);
    }

    /** The condition's status; empty without one. */
    String connected(String namespace) {
        List<Condition> conditions = status(namespace).conditions();
        return conditions == null ? "" : conditions.getFirst().getStatus();
    }

    @Nullable
    Service service(String namespace) {
        return admin.services().inNamespace(namespace).withName(ORDERS).get();
    }

    /** The tunnels' ones. */
    List<EndpointSlice> slices(String namespace) {
        return admin.discovery()
                .v1()
                .endpointSlices()
                .inNamespace(namespace)
                .withLabel("endpointslice.kubernetes.io/managed-by", "tunnel.offshoot.dev")
                .list()
                .getItems();
    }

    @Override
    public void close() {
        List.of("root", "alice", "bob", "system")
                .forEach(
                        name -> admin.namespaces().withName(prefix + "-" + name).delete());
        users.values().forEach(KubernetesClient::close);
    }
}
