package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.offshoot.cli.CliMain;
import dev.offshoot.gateway.GatewayApplication;
import dev.offshoot.spaceapi.Tunnel;
import dev.offshoot.spaceapi.TunnelSpec;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code offshoot connect} as a process of its own, with a person's rights on a real API server, and a gateway that follows it. */
@TestCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectIT {
    private static final String ALICE = "co-alice";
    private static final String DANA = "system:serviceaccount:co-alice:dana";
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin/java");
    private static final String LISTENING = "\"name\":\"%s\".*?\"80\":(\\d+)";

    private final Cluster cluster;
    private final KubernetesClient client;
    private final List<Process> started = new ArrayList<>();
    private Path folder;
    private Process gateway;
    private InetSocketAddress urls;
    private InetSocketAddress management;
    private HttpServer local;
    private Path dana;

    ConnectIT(Cluster cluster, KubernetesClient client) {
        this.cluster = cluster;
        this.client = client;
    }

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        this.folder = folder;
        Deploy.ensureNamespace(client);
        Deploy.apply(client, "crds/devspaces.offshoot.dev.yaml", "crds/tunnels.offshoot.dev.yaml");
        Manifests.apply(client, "connect.yaml");
        dana = kubeconfig("dana");
        gateway = startGateway();
        urls = cluster.reach("127.0.0.1", 18090);
        management = cluster.reach("127.0.0.1", 18091);
        await().atMost(90, SECONDS)
                .ignoreExceptions()
                .until(() -> get(management, "/actuator/health/readiness").statusCode() == 200);
        local = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve(local, "dana's laptop");
    }

    private static void serve(HttpServer server, String text) {
        server.createContext("/", exchange -> {
            byte[] answer = text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterAll
    void stop() {
        gateway.destroy();
        local.stop(0);
        client.namespaces().withName(ALICE).delete();
        client.namespaces().withName("co-root").delete();
    }

    @AfterEach
    void endAll() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
        tunnels().delete();
    }

    @Test
    void itServesRenewsAndLeavesNothingWhenItIsToldToEnd() throws Exception {
        Process connect = connect("--port", port());
        String listening = listening("orders");
        Tunnel tunnel = tunnels().withName("orders").get();
        assertThat(tunnel.getSpec().owner()).isEqualTo(DANA);
        assertThat(tunnel.getSpec().ports()).containsExactly(80);
        assertThat(tunnel.getStatus().renewTime()).isNotNull();
        assertThat(answer(listening)).isEqualTo("dana's laptop");
        await().atMost(20, SECONDS)
                .until(() ->
                        output(connect).lines().anyMatch(line -> line.matches("[0-9:.]+  200 +\\d+ ms  -  GET /")));
        await().atMost(40, SECONDS)
                .until(() -> !tunnels()
                        .withName("orders")
                        .get()
                        .getStatus()
                        .renewTime()
                        .equals(tunnel.getStatus().renewTime()));

        connect.destroy();
        assertThat(connect.waitFor()).isEqualTo(143);
        assertThat(tunnels().withName("orders").get()).isNull();
        await().atMost(20, SECONDS).until(() -> listeningNow("orders") == null);
    }

    @Test
    void itConnectsAgainAfterItsConnectionIsLost() throws Exception {
        Process connect = connect("--port", port());
        listening("orders");
        gateway.destroyForcibly().waitFor();
        gateway = startGateway();
        await().atMost(90, SECONDS).ignoreExceptions().until(() -> listeningNow("orders") != null);
        assertThat(connect.isAlive()).isTrue();
    }

    /** Asked between its deletion and the other's creation, the first can't know by whom. */
    @Test
    void aSecondOneOfTheSameUserTakesOver() throws Exception {
        Process first = connect("--port", port());
        listening("orders");
        String uid = tunnels().withName("orders").get().getMetadata().getUid();
        connect("--port", port());
        await().atMost(60, SECONDS).until(() -> !first.isAlive());
        assertThat(first.exitValue()).isEqualTo(1);
        assertThat(output(first)).contains("by another offshoot connect of yours");
        await().atMost(60, SECONDS).until(() -> listeningNow("orders") != null);
        assertThat(tunnels().withName("orders").get().getMetadata().getUid()).isNotEqualTo(uid);
    }

    /** Each from a machine of its own, as far as the cluster can tell: one ends and the other goes on. */
    @Test
    void severalServicesOfASpaceAreServedAtOnce() throws Exception {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve(other, "dana's other laptop");
        try {
            Process orders = connect("--port", port());
            Process payments = start(
                    dana,
                    "payments",
                    ALICE,
                    "--port",
                    Integer.toString(other.getAddress().getPort()));
            String ordersAt = listening("orders");
            assertThat(answer(ordersAt)).isEqualTo("dana's laptop");
            assertThat(answer(listening("payments"))).isEqualTo("dana's other laptop");
            payments.destroy();
            payments.waitFor();
            await().atMost(20, SECONDS).until(() -> listeningNow("payments") == null);
            assertThat(answer(ordersAt)).isEqualTo("dana's laptop");
            assertThat(orders.isAlive()).isTrue();
            assertThat(tunnels().list().getItems()).hasSize(1);
        } finally {
            other.stop(0);
        }
    }

    private String answer(String listening) throws IOException, InterruptedException {
        return get(cluster.reach("127.0.0.1", Integer.parseInt(listening)), "/").body();
    }

    @Test
    void itEndsWithItsObject() throws Exception {
        Process connect = connect("--port", port());
        listening("orders");
        tunnels().withName("orders").delete();
        await().atMost(60, SECONDS).until(() -> !connect.isAlive());
        assertThat(output(connect)).contains("Tunnel co-alice/orders was deleted, by hand or by");
    }

    @Test
    void itEndsWithItsCommandAndItsExitCode() throws Exception {
        Process connect = connect("--port", port(), "--", "sh", "-c", "exit 7");
        assertThat(connect.waitFor()).isEqualTo(7);
        assertThat(tunnels().withName("orders").get()).isNull();
    }

    /** A signal to it alone, as an IDE or a script sends it: a terminal's Ctrl-C reaches the command, too. */
    @Test
    void itsCommandEndsWithIt() throws Exception {
        Process connect = connect("--port", port(), "--", "sleep", "1000");
        await().atMost(60, SECONDS)
                .until(() -> connect.toHandle().children().findAny().isPresent());
        ProcessHandle command = connect.toHandle().children().findAny().orElseThrow();
        connect.destroy();
        assertThat(connect.waitFor()).isEqualTo(143);
        command.onExit().get(10, SECONDS);
        assertThat(tunnels().withName("orders").get()).isNull();
    }

    @Test
    void whatCannotBeIsToldInASentence() throws Exception {
        assertThat(failed(2, dana, "ordrs", ALICE, port())).contains("'ordrs' is no Service", "did you mean orders?");
        assertThat(failed(2, dana, "orders", "co-alcie", port()))
                .contains("'co-alcie' is no space", "did you mean co-alice");
        assertThat(failed(2, dana, "orders", ALICE, "8443:" + port()))
                .contains("(expected: SERVICE:LOCAL, where orders has http 80, grpc 9090)");
        assertThat(failed(1, kubeconfig("eve"), "orders", ALICE, port()))
                .contains("tunnels.offshoot.dev \"orders\" is forbidden: User \"system:serviceaccount:co-alice:eve\"");
        assertThat(failed(1, kubeconfig("eve"), "orders", "co-new", port(), "--create-space", "--parent", "co-root"))
                .contains("Space co-new isn't there and you may not make it (")
                .contains("create on devspaces.offshoot.dev, and attach on co-root");
        assertThat(failed(2, dana, "orders", "co-new", port(), "--create-space", "--parent", "co-rot"))
                .contains("--parent: 'co-rot' is no space");
        Tunnel others = new Tunnel();
        others.setMetadata(
                new ObjectMetaBuilder().withNamespace(ALICE).withName("orders").build());
        others.setSpec(new TunnelSpec(
                "orders", List.of(80), "MCowBQYDK2VwAyEA" + "A".repeat(43) + "=", "somebody@example.com", null, null));
        client.resource(others).create();
        assertThat(failed(1, dana, "orders", ALICE, port()))
                .contains("Service orders of space co-alice is served by somebody@example.com already; ask them");
    }

    @Test
    void aGatewayThatCannotBeUsedIsToldInASentence() throws Exception {
        HttpServer older = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        older.start();
        String tooOld = "http://127.0.0.1:" + older.getAddress().getPort();
        assertThat(refused(tooOld)).contains("The gateway at " + tooOld + " knows no tunnels (404): it is too old");
        older.stop(0);
        assertThat(refused(tooOld)).contains("The gateway at " + tooOld + " can't be reached (", "check --gateway");
        assertThat(refused("http://127.0.0.1:" + port())).contains("takes no tunnel (status 200); check --gateway");
        assertThat(tunnels().withName("orders").get()).isNull();
    }

    private String refused(String gateway) throws Exception {
        Process process = start(dana, "orders", ALICE, "--port", port(), "--gateway", gateway);
        assertThat(process.waitFor()).as(output(process)).isEqualTo(1);
        return output(process);
    }

    private Process startGateway() throws IOException {
        Path kubeconfig = GatewayAccount.apply(cluster, client).kubeconfig(folder, "https://10.250.0.1:6443");
        return cluster.networkProcess(
                        JAVA.toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        GatewayApplication.class.getName(),
                        "--kubeconfig=" + kubeconfig,
                        "--domain=dev.example.com",
                        "--port=18090",
                        "--management-port=18091")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        Path.of("target/connect-it.log").toFile()))
                .start();
    }

    private String port() {
        return Integer.toString(local.getAddress().getPort());
    }

    /** A process that connects as dana; its output is in a file. */
    private Process connect(String... more) throws IOException {
        return start(dana, "orders", ALICE, more);
    }

    private Process start(Path user, String service, String space, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                JAVA.toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                CliMain.class.getName(),
                "connect",
                service,
                "--space",
                space,
                "--kubeconfig",
                user.toString()));
        command.addAll(List.of(more));
        if (!command.contains("--gateway")) {
            command.addAll(6, List.of("--gateway", "http://127.0.0.1:" + urls.getPort()));
        }
        Path output = folder.resolve("connect-" + started.size() + ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        started.add(process);
        return process;
    }

    private String output(Process process) throws IOException {
        return Files.readString(folder.resolve("connect-" + started.indexOf(process) + ".txt"));
    }

    private String failed(int exitCode, Path user, String service, String space, String port, String... more)
            throws Exception {
        List<String> options = new ArrayList<>(List.of("--port", port));
        options.addAll(List.of(more));
        Process process = start(user, service, space, options.toArray(String[]::new));
        assertThat(process.waitFor()).as(output(process)).isEqualTo(exitCode);
        return output(process);
    }

    /** The port that the gateway listens on for port 80 of the tunnel; waits until it is connected. */
    private String listening(String service) throws IOException, InterruptedException {
        await().atMost(60, SECONDS).until(() -> listeningNow(service) != null);
        return listeningNow(service);
    }

    /** Null where it isn't connected: the first line of {@code /api/listening} has the whole state. */
    private String listeningNow(String service) throws IOException, InterruptedException {
        HttpResponse<java.util.stream.Stream<String>> answer = HttpClient.newHttpClient()
                .send(request(management, "/api/listening"), HttpResponse.BodyHandlers.ofLines());
        try (java.util.stream.Stream<String> lines = answer.body()) {
            Matcher found = Pattern.compile(LISTENING.formatted(service))
                    .matcher(lines.findFirst().orElse(""));
            return found.find() ? found.group(1) : null;
        }
    }

    private static HttpResponse<String> get(InetSocketAddress address, String path)
            throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request(address, path), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest request(InetSocketAddress address, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + path))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    private Path kubeconfig(String account) throws IOException {
        return Files.writeString(folder.resolve("kubeconfig-" + account), """
                apiVersion: v1
                kind: Config
                clusters: [{name: test, cluster: {server: "%1$s", certificate-authority-data: "%2$s"}}]
                users: [{name: %3$s, user: {token: "%4$s"}}]
                contexts: [{name: test, context: {cluster: test, user: %3$s}}]
                current-context: test
                """.formatted(
                        client.getConfiguration().getMasterUrl(),
                        client.getConfiguration().getCaCertData(),
                        account,
                        cluster.kubectl("-n", ALICE, "create", "token", account)
                                .orThrow()
                                .strip()));
    }

    private NonNamespaceOperation<Tunnel, KubernetesResourceList<Tunnel>, Resource<Tunnel>> tunnels() {
        return client.resources(Tunnel.class).inNamespace(ALICE);
    }
}
