package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/**
 * An intercepted Service turns into what can't be intercepted, or is made anew: that loses requests without Offshoot, too, so the same
 * is done at the same time to a Service that nobody intercepts, and ours may lose no more.
 */
@Installed
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServiceTurnsIT {
    /** Of each caller, of which two run. */
    private static final String[] RATES = {"-fresh=100", "-kept=100", "-timeout=3s"};

    private final Cluster cluster;
    private final KubernetesClient client;
    private final Installation offshoot;
    private LoadSpaces spaces;
    private LoadSpaces plain;

    ServiceTurnsIT(Cluster cluster, KubernetesClient client, Installation offshoot) {
        this.cluster = cluster;
        this.client = client;
        this.offshoot = offshoot;
    }

    @BeforeAll
    void create() {
        spaces = LoadSpaces.create(cluster, "turns");
        plain = LoadSpaces.create(cluster, "plain");
    }

    @AfterAll
    void delete() {
        spaces.delete();
        plain.delete();
    }

    @AfterEach
    void reset() {
        spaces.reset();
        plain.reset();
    }

    /** The Service keeps its own endpoints, all of them, until gateways reach each. */
    @Test
    void gatewaysCantReachOneOfTheEndpoints(TestInfo test) {
        Pod pod = client.pods().inNamespace(spaces.root()).list().getItems().getFirst();
        List<String> gateways = offshoot.gateways().stream()
                .map(one -> one.getStatus().getPodIP())
                .toList();
        gateways.forEach(address -> route(pod, "add", address));
        try (Traffic traffic = Traffic.start(cluster, test.getDisplayName(), spaces)) {
            spaces.override();
            await().atMost(60, SECONDS).until(this::saysUnreachable);
            traffic.load().more(800);
            assertThat(spaces.orders().getSpec().getSelector()).doesNotContainKey("offshoot.dev/intercepted");
            assertThat(traffic.listed()).isEmpty();
            traffic.mayFallBack();
            gateways.forEach(address -> route(pod, "del", address));
            traffic.settled();
            traffic.assertNoFault();
        } finally {
            client.resource(pod).withGracePeriod(0).delete(); // and its routes with it
            spaces.untilRootIsReady(2);
        }
    }

    /** What the Pod answers to the address is lost. */
    private void route(Pod pod, String action, String address) {
        cluster.inPod(pod, "ip", "route", action, "blackhole", address);
    }

    private boolean saysUnreachable() {
        return client.v1().events().inNamespace(spaces.root()).list().getItems().stream()
                .anyMatch(event -> "Unreachable".equals(event.getReason()));
    }

    @Test
    void theServiceIsDeletedAndCreatedAtOnce(TestInfo test) {
        try (Traffic traffic = Traffic.start(cluster, test.getDisplayName(), spaces, RATES);
                Traffic control = control(test, RATES)) {
            traffic.override();
            traffic.mayFallBack();
            anew(service -> {
                service.getMetadata().setResourceVersion(null);
                return service;
            });
            traffic.settled();
            await().atMost(20, SECONDS).until(traffic::restsIntercepted);
            assertLostNoMore(traffic, control);
        }
    }

    @Test
    void theServiceTurnsHeadless(TestInfo test) {
        byItsName(
                test,
                () -> anew(service -> {
                    service.getSpec().setClusterIP("None");
                    service.getSpec().setClusterIPs(List.of("None"));
                    return service;
                }));
    }

    @Test
    void theServiceTurnsIntoAnExternalName(TestInfo test) {
        for (LoadSpaces one : List.of(spaces, plain)) {
            Service steady = onPodsPort(LoadSpaces.service(one.root()));
            steady.getMetadata().setName("steady");
            client.resource(steady).create();
        }
        byItsName(
                test,
                () -> List.of(spaces, plain)
                        .forEach(one -> client.services()
                                .inNamespace(one.root())
                                .withName("orders")
                                .edit(service -> {
                                    service.getSpec().setType("ExternalName");
                                    service.getSpec().setExternalName("steady." + one.root() + ".svc.cluster.local");
                                    service.getSpec().setClusterIP(null);
                                    service.getSpec().setClusterIPs(null);
                                    return service;
                                })));
    }

    /** Called by name, and on the Pods' port, so that the calls have somewhere to go afterwards. */
    private void byItsName(TestInfo test, Runnable change) {
        for (LoadSpaces one : List.of(spaces, plain)) {
            client.services().inNamespace(one.root()).withName("orders").edit(ServiceTurnsIT::onPodsPort);
        }
        try (Traffic traffic = Traffic.start(cluster, test.getDisplayName(), spaces, named(spaces));
                Traffic control = control(test, named(plain))) {
            traffic.override();
            traffic.mayFallBack();
            change.run();
            traffic.untilNothingIsLeft();
            traffic.load().settle(spaces.child(), "direct", spaces.root());
            assertLostNoMore(traffic, control);
        }
    }

    private static Service onPodsPort(Service service) {
        service.getSpec().getPorts().getFirst().setPort(8080);
        return service;
    }

    private static String[] named(LoadSpaces called) {
        return new String[] {RATES[0], RATES[1], RATES[2], "-target=orders." + called.root() + ".svc.cluster.local:8080"
        };
    }

    private Traffic control(TestInfo test, String... flags) {
        return Traffic.start(cluster, "the same without Offshoot: " + test.getDisplayName(), plain, flags);
    }

    /** Deletes both Services and creates them at once as they were but for a change. */
    private void anew(UnaryOperator<Service> change) {
        for (LoadSpaces one : List.of(spaces, plain)) {
            Service before = one.orders();
            Service again = LoadSpaces.service(one.root());
            again.getSpec().setPorts(before.getSpec().getPorts());
            again.getSpec().setClusterIP(before.getSpec().getClusterIP());
            again.getSpec().setClusterIPs(before.getSpec().getClusterIPs());
            client.resource(before).delete();
            client.resource(change.apply(again)).create();
        }
    }

    private static void assertLostNoMore(Traffic traffic, Traffic control) {
        traffic.load().more(400);
        control.load().more(400);
        LoadTotals ours = traffic.load().totals();
        LoadTotals others = control.load().totals();
        System.out.println("failed: " + LoadFaults.span(ours) + "; without Offshoot: " + LoadFaults.span(others));
        assertThat(ours.misrouted()).as(ours.line()).isZero();
        for (String kind : List.of("fresh", "kept")) {
            assertThat(ours.of(kind).failed())
                    .as(kind + " requests failed, of " + ours.line() + "; without Offshoot: " + others.line())
                    .isLessThanOrEqualTo(others.of(kind).failed() * 3 / 2 + 50);
        }
    }
}
