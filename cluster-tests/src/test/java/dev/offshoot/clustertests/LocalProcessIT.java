package dev.offshoot.clustertests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.offshoot.cli.CliMain;
import dev.offshoot.spaceapi.DevSpace;
import dev.offshoot.spaceapi.Tunnel;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process outside the cluster is a child space's orders by {@code offshoot connect}, through a port-forward: the child's in-cluster calls
 * reach it, while its sibling's and the root's, under load, don't change and none of them fails.
 */
@Installed
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalProcessIT {
    private static final String LAPTOP = "laptop";

    private final Cluster cluster;
    private final KubernetesClient client;
    private LoadSpaces spaces;
    private String sibling;
    private HttpServer local;
    private Path output;
    private Process connect;

    LocalProcessIT(Cluster cluster, KubernetesClient client) {
        this.cluster = cluster;
        this.client = client;
    }

    @BeforeAll
    void create(@TempDir Path folder) throws IOException {
        output = folder.resolve("connect.txt");
        spaces = LoadSpaces.create(cluster, "local");
        sibling = "local-bob";
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(sibling)
                        .addToLabels("offshoot.dev/parent", spaces.root())
                        .endMetadata()
                        .build())
                .create();
        local = listen(0);
    }

    private static HttpServer listen(int port) throws IOException {
        HttpServer local = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        local.createContext("/", exchange -> {
            byte[] answer = (LAPTOP + " process 127.0.0.1").getBytes(US_ASCII);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        local.start();
        return local;
    }

    @AfterAll
    void delete() {
        local.stop(0);
        client.namespaces().withName(sibling).delete();
        spaces.delete();
    }

    @AfterEach
    void end() throws InterruptedException {
        connect.destroyForcibly().waitFor();
    }

    @Test
    void itAnswersItsSpacesCallsAndNobodyElses(TestInfo test) throws Exception {
        Load load = load();
        try (Traffic traffic = Traffic.of(client, test.getDisplayName(), spaces, load)) {
            serveLocally(load);
            load.more(400);
            assertThat(tunnel().getStatus().gateway()).startsWith(Installation.GATEWAY);

            load.expect(spaces.child(), LAPTOP, spaces.root());
            connect.destroy();
            assertThat(connect.waitFor()).isEqualTo(143);
            load.settle(spaces.child(), "direct", spaces.root());
            traffic.untilNothingIsLeft();
            assertThat(load.totals().misrouted()).as(load.totals().line()).isZero();
            assertThat(load.totals().faults())
                    .as("of those who have no part in it")
                    .allMatch(fault -> fault.contains("context " + spaces.child() + " "));
        }
        assertNothingIsLeft();
    }

    /** A laptop that is gone without a word: its object expires, and with it all that was made for it. */
    @Test
    void nothingIsLeftOfOneThatWasKilled(TestInfo test) throws Exception {
        Load load = load();
        try (Traffic traffic = Traffic.of(client, test.getDisplayName(), spaces, load)) {
            serveLocally(load);
            load.expect(spaces.child(), LAPTOP, spaces.root());
            connect.destroyForcibly().waitFor();
            await().atMost(120, SECONDS).until(() -> tunnel() == null);
            load.settle(spaces.child(), "direct", spaces.root());
            traffic.untilNothingIsLeft();
            assertThat(load.totals().misrouted()).as(load.totals().line()).isZero();
            assertThat(load.totals().faults())
                    .as("of those who have no part in it")
                    .allMatch(fault -> fault.contains("context " + spaces.child() + " "));
        }
        assertNothingIsLeft();
    }

    /** Calls that were under way when the process ended are held, and may be answered 503. */
    @Test
    void whileNobodyListensTheParentAnswersWhereTheSpaceSaysSo(TestInfo test) throws Exception {
        fallback("Unready");
        Load load = load();
        try (Traffic traffic = Traffic.of(client, test.getDisplayName(), spaces, load)) {
            serveLocally(load, "--hold=1s");

            int port = local.getAddress().getPort();
            load.expect(spaces.child(), LAPTOP, spaces.root());
            local.stop(0);
            load.settle(spaces.child(), "gateway", spaces.root());
            assertThat(tunnel().getStatus().listening()).isFalse();

            load.expect(spaces.child(), LAPTOP, spaces.root());
            local = listen(port);
            load.settle(spaces.child(), "gateway", LAPTOP);

            load.expect(spaces.child(), LAPTOP, spaces.root());
            connect.destroy();
            load.settle(spaces.child(), "direct", spaces.root());
            traffic.untilNothingIsLeft();
            assertThat(load.totals().misrouted()).as(load.totals().line()).isZero();
            assertThat(load.totals().faults())
                    .as("of those who have no part in it")
                    .allMatch(fault -> fault.contains("context " + spaces.child() + " "));
        } finally {
            fallback(null);
        }
    }

    @Test
    void aSpaceIsMadeWhereItIsNotThere() throws Exception {
        String fresh = "local-new";
        try {
            connect = connect(fresh, "--create-space", "--parent=" + spaces.root());
            await().atMost(90, SECONDS)
                    .until(() -> !connect.isAlive() || Files.readString(output).contains("connected through "));
            assertThat(connect.isAlive()).as(Files.readString(output)).isTrue();
            assertThat(Files.readString(output)).contains("making space " + fresh + " below " + spaces.root());
            assertThat(client.namespaces().withName(fresh).get().getMetadata().getLabels())
                    .containsEntry("offshoot.dev/parent", spaces.root());
            assertThat(client.resources(Tunnel.class)
                            .inNamespace(fresh)
                            .withName("orders")
                            .get())
                    .isNotNull();
        } finally {
            client.resources(DevSpace.class).withName(fresh).delete();
            client.namespaces().withName(fresh).delete();
        }
    }

    private void fallback(String value) {
        client.namespaces().withName(spaces.child()).edit(namespace -> {
            namespace.getMetadata().getAnnotations().remove("offshoot.dev/fallback");
            if (value != null) {
                namespace.getMetadata().getAnnotations().put("offshoot.dev/fallback", value);
            }
            return namespace;
        });
    }

    private Load load() {
        return Load.start(cluster, spaces.callers(), spaces.root(), List.of("", spaces.child(), sibling));
    }

    /** Returns when all new calls of the child reach the process. */
    private void serveLocally(Load load, String... options) throws IOException {
        load.expect(spaces.child(), spaces.root(), LAPTOP);
        connect = connect(spaces.child(), options);
        try {
            load.settle(spaces.child(), "gateway", LAPTOP);
        } catch (AssertionError e) {
            throw new AssertionError(Files.readString(output), e);
        }
    }

    private Process connect(String space, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                CliMain.class.getName(),
                "connect",
                "orders",
                "--space=" + space,
                "--port=" + local.getAddress().getPort(),
                "--kubeconfig=" + cluster.kubeconfig()));
        command.addAll(List.of(options));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private Tunnel tunnel() {
        return client.resources(Tunnel.class)
                .inNamespace(spaces.child())
                .withName("orders")
                .get();
    }

    private void assertNothingIsLeft() {
        assertThat(tunnel()).isNull();
        await().atMost(40, SECONDS)
                .untilAsserted(() -> assertThat(client.services()
                                .inNamespace(spaces.child())
                                .list()
                                .getItems())
                        .isEmpty());
        await().atMost(40, SECONDS)
                .untilAsserted(() -> assertThat(client.discovery()
                                .v1()
                                .endpointSlices()
                                .inNamespace(spaces.child())
                                .list()
                                .getItems())
                        .isEmpty());
    }
}
