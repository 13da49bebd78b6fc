package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A scenario under load: 200 requests a second on new connections and 200 on kept ones go to the root's orders, every second one with
 * the child space's context. It begins with the root alone; {@link #close} prints what became of the requests.
 */
final class Traffic implements AutoCloseable {
    private final KubernetesClient client;
    private final String scenario;
    private final LoadSpaces spaces;
    private final Load load;

    private Traffic(KubernetesClient client, String scenario, LoadSpaces spaces, Load load) {
        this.client = client;
        this.scenario = scenario;
        this.spaces = spaces;
        this.load = load;
    }

    /** @param flags more of {@code load call}'s */
    static Traffic start(Cluster cluster, String scenario, LoadSpaces spaces, String... flags) {
        Load load = Load.start(cluster, spaces.callers(), spaces.root(), List.of("", spaces.child()), flags);
        return new Traffic(cluster.client(), scenario, spaces, load);
    }

    static Traffic of(KubernetesClient client, String scenario, LoadSpaces spaces, Load load) {
        return new Traffic(client, scenario, spaces, load);
    }

    Load load() {
        return load;
    }

    /**
     * The child overrides orders, which so is intercepted; returns when its calls reach the child.
     *
     * @return how long that took
     */
    Duration override() {
        load.expect(spaces.child(), spaces.root(), spaces.child());
        spaces.override();
        Duration settled = load.settle(spaces.child(), "gateway", spaces.child());
        await().atMost(20, SECONDS).until(this::restsIntercepted);
        return settled;
    }

    /** The override goes; returns when calls reach the root without a gateway, and nothing of ours is left. */
    Duration noOverride() {
        load.expect(spaces.child(), spaces.root(), spaces.child());
        spaces.noOverride();
        Duration settled = load.settle(spaces.child(), "direct", spaces.root());
        untilNothingIsLeft();
        return settled;
    }

    /** While this lasts, the child's calls may be answered by the root: a change is under way that can put orders back. */
    void mayFallBack() {
        load.expect(spaces.child(), spaces.root(), spaces.child());
    }

    /** Waits until the child's calls reach the child, and only it may answer from then on. */
    Duration settled() {
        return load.settle(spaces.child(), "gateway", spaces.child());
    }

    /** Whether our key is in and its ownership given back. */
    boolean restsIntercepted() {
        Service orders = spaces.orders();
        return orders.getSpec().getSelector().containsKey("offshoot.dev/intercepted")
                && orders.getMetadata().getManagedFields().stream()
                        .noneMatch(field -> "offshoot".equals(field.getManager()));
    }

    /** Waits until no object of an interception is in the root. */
    void untilNothingIsLeft() {
        await().atMost(40, SECONDS).until(() -> ours().isEmpty());
    }

    /** Names of all objects of ours in the root. */
    List<String> ours() {
        List<String> names = new ArrayList<>();
        client.services()
                .inNamespace(spaces.root())
                .withLabel("offshoot.dev/shadow-of")
                .list()
                .getItems()
                .forEach(one -> names.add(one.getMetadata().getName()));
        client.discovery()
                .v1()
                .endpointSlices()
                .inNamespace(spaces.root())
                .withLabelIn("endpointslice.kubernetes.io/managed-by", "offshoot.dev", "baseline.offshoot.dev")
                .list()
                .getItems()
                .forEach(one -> names.add(one.getMetadata().getName()));
        return names;
    }

    /** Addresses in our slices of the root. */
    Set<String> listed() {
        Set<String> addresses = new HashSet<>();
        client.discovery()
                .v1()
                .endpointSlices()
                .inNamespace(spaces.root())
                .withLabel("endpointslice.kubernetes.io/managed-by", "offshoot.dev")
                .list()
                .getItems()
                .forEach(slice -> Objects.requireNonNullElse(slice.getEndpoints(), List.<Endpoint>of())
                        .forEach(endpoint -> addresses.addAll(endpoint.getAddresses())));
        return addresses;
    }

    /** The first port of our slice of the root. */
    int listeningPort() {
        return client.discovery()
                .v1()
                .endpointSlices()
                .inNamespace(spaces.root())
                .withLabel("endpointslice.kubernetes.io/managed-by", "offshoot.dev")
                .list()
                .getItems()
                .getFirst()
                .getPorts()
                .getFirst()
                .getPort();
    }

    /** Every field but the version, which counts writes. */
    static void assertSame(Service after, Service before) {
        after.getMetadata().setResourceVersion(null);
        before.getMetadata().setResourceVersion(null);
        assertThat(Serialization.asYaml(after)).isEqualTo(Serialization.asYaml(before));
    }

    /** Some more requests, then: none failed and none was answered by a space that may not answer. */
    void assertNoFault() {
        load.more(400);
        LoadTotals totals = load.totals();
        assertThat(totals.faults()).as(totals.line()).isEmpty();
        assertThat(totals.failed() + totals.misrouted()).as(totals.line()).isZero();
    }

    @Override
    public void close() {
        LoadTotals totals = load.totals();
        System.out.println(scenario + ": " + totals.line());
        LoadTable.add(scenario, totals);
        load.close();
    }
}
