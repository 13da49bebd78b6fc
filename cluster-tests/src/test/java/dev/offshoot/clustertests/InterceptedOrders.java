package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import dev.offshoot.cli.CliMain;
import dev.offshoot.cluster.intercept.Executor;
import dev.offshoot.routing.facts.EndpointFact;
import dev.offshoot.routing.facts.IpFamily;
import dev.offshoot.routing.facts.PortFact;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.facts.ShadowFact;
import dev.offshoot.routing.facts.SliceFact;
import dev.offshoot.routing.facts.Transport;
import dev.offshoot.routing.plan.DesiredShadow;
import dev.offshoot.routing.plan.DesiredSlice;
import dev.offshoot.routing.plan.Interception;
import dev.offshoot.routing.plan.Phase;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Service {@code cli-it/orders}, and its interception as a controller leaves it behind that is there no more. */
final class InterceptedOrders {
    static final String NAMESPACE = "cli-it";
    private static final ServiceKey ORDERS = new ServiceKey(NAMESPACE, "orders");

    private final KubernetesClient client;

    private InterceptedOrders(KubernetesClient client) {
        this.client = client;
    }

    static InterceptedOrders apply(KubernetesClient client) throws IOException {
        Manifests.apply(client, "command-line.yaml");
        InterceptedOrders orders = new InterceptedOrders(client);
        await().atMost(90, SECONDS).until(() -> orders.readyPods().size() == 2);
        return orders;
    }

    void delete() {
        client.namespaces().withName(NAMESPACE).delete();
        await().atMost(90, SECONDS)
                .until(() -> client.namespaces().withName(NAMESPACE).get() == null);
    }

    Service service() {
        return client.services().inNamespace(NAMESPACE).withName("orders").get();
    }

    /** UIDs. */
    TreeSet<String> readyPods() {
        return client.pods().inNamespace(NAMESPACE).withLabel("app", "orders").list().getItems().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(pod -> client.resource(pod).isReady())
                .map((Pod pod) -> pod.getMetadata().getUid())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Kinds and names of what is ours. */
    List<String> ours() {
        List<String> names =
                client.services().inNamespace(NAMESPACE).withLabel("offshoot.dev/shadow-of").list().getItems().stream()
                        .map(shadow -> "Service " + shadow.getMetadata().getName())
                        .collect(Collectors.toList());
        client.discovery()
                .v1()
                .endpointSlices()
                .inNamespace(NAMESPACE)
                .withLabelIn("endpointslice.kubernetes.io/managed-by", "offshoot.dev", "baseline.offshoot.dev")
                .list()
                .getItems()
                .forEach(slice ->
                        names.add("EndpointSlice " + slice.getMetadata().getName()));
        return names;
    }

    /** Carries an interception through until the key is in. */
    void intercept(Instant since) {
        Executor executor = new Executor(client, Clock.systemUTC());
        PortFact http = new PortFact("http", 80, Transport.TCP, null);
        String uid = service().getMetadata().getUid();
        Interception.Intercept whole = new Interception.Intercept(
                Phase.SELECTOR_KEY,
                new DesiredShadow(
                        new ServiceKey(NAMESPACE, "orders-baseline"),
                        "orders",
                        Map.of("app", "orders"),
                        List.of(http),
                        new TreeMap<>(Map.of(80, "8080")),
                        List.of(IpFamily.IPV4),
                        new ShadowFact(uid, since, null, List.of())),
                List.of(new DesiredSlice(
                        "orders-gateway-ipv4",
                        ORDERS,
                        uid,
                        true,
                        IpFamily.IPV4,
                        List.of(new SliceFact.Port("http", 20000, Transport.TCP)),
                        List.of(new EndpointFact("10.99.99.1", true, true, false)))));
        await().atMost(30, SECONDS).until(() -> {
            executor.carryOut(ORDERS, whole);
            return service().getSpec().getSelector().containsKey("offshoot.dev/intercepted");
        });
    }

    /** How a command ended, with what it wrote to both outputs. */
    static Outcome run(Path kubeconfig, String... arguments) {
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output, true);
        List<String> words = new ArrayList<>(List.of(arguments));
        words.add("--kubeconfig=" + kubeconfig);
        int exitCode = CliMain.commandLine().setOut(writer).setErr(writer).execute(words.toArray(String[]::new));
        return new Outcome(words, exitCode, output.toString());
    }
}
