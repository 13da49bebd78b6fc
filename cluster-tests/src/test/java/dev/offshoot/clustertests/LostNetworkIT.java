package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offshoot.cli.CliMain;
import dev.offshoot.gateway.GatewayApplication;
import dev.offshoot.spaceapi.Tunnel;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code offshoot connect} on a machine of its own, a network namespace that a virtual cable joins to the node, while packets vanish on
 * the way: no FIN and no reset tells either side. TCP itself would go on trying for a quarter of an hour.
 */
@TestCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LostNetworkIT {
    private static final String ROOT = "lost-root";
    private static final String ALICE = "lost-alice";
    private static final String MACHINE = "offshoot-laptop";
    private static final String NODE = "10.77.0.1";
    private static final String PORT = "18092";
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin/java");
    private static final Pattern LISTENING = Pattern.compile("\"name\":\"orders\".*?\"80\":(\\d+)");

    /** Half a minute more than the 25 s of silence, for a machine that does much else. */
    private static final int NOTICED_SECONDS = 55;

    private final Cluster cluster;
    private final KubernetesClient client;
    private Path folder;
    private Process gateway;
    private InetSocketAddress management;
    private Process connect;
    private Path output;

    LostNetworkIT(Cluster cluster, KubernetesClient client) {
        this.cluster = cluster;
        this.client = client;
    }

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        this.folder = folder;
        Deploy.ensureNamespace(client);
        Deploy.apply(client, "crds/devspaces.offshoot.dev.yaml", "crds/tunnels.offshoot.dev.yaml");
        space(ROOT, "offshoot.dev/root", "true");
        space(ALICE, "offshoot.dev/parent", ROOT);
        client.resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName("orders")
                        .withNamespace(ROOT)
                        .endMetadata()
                        .withNewSpec()
                        .addNewPort()
                        .withName("http")
                        .withPort(80)
                        .endPort()
                        .endSpec()
                        .build())
                .create();
        Path kubeconfig = GatewayAccount.apply(cluster, client).kubeconfig(folder, "https://10.250.0.1:6443");
        gateway = cluster.networkProcess(
                        JAVA.toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        GatewayApplication.class.getName(),
                        "--kubeconfig=" + kubeconfig,
                        "--domain=dev.example.com",
                        "--address=0.0.0.0",
                        "--port=" + PORT,
                        "--management-port=18093")
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target/lost-network-it.log").toFile())
                .start();
        management = cluster.reach("127.0.0.1", 18093);
        await().atMost(90, SECONDS)
                .ignoreExceptions()
                .until(() -> get(management, "/actuator/health/readiness").statusCode() == 200);
        plugIn();
    }

    private void space(String name, String label, String value) {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToLabels(label, value)
                        .endMetadata()
                        .build())
                .create();
    }

    /** The machine and its cable to the node. */
    private void plugIn() {
        here("ip", "netns", "add", MACHINE);
        cluster.inNetwork("ip", "link", "add", "laptop", "type", "veth", "peer", "name", "cable", "netns", MACHINE)
                .orThrow();
        cluster.inNetwork("ip", "addr", "add", NODE + "/30", "dev", "laptop").orThrow();
        cluster.inNetwork("ip", "link", "set", "laptop", "up").orThrow();
        machine("ip", "addr", "add", "10.77.0.2/30", "dev", "cable");
        machine("ip", "link", "set", "cable", "up");
        machine("ip", "link", "set", "lo", "up");
        machine("ip", "route", "add", "default", "via", NODE);
    }

    @AfterAll
    void stop() {
        here("ip", "netns", "del", MACHINE); // the cable goes with it
        gateway.destroy();
        client.namespaces().withName(ALICE).delete();
        client.namespaces().withName(ROOT).delete();
    }

    @AfterEach
    void end() throws InterruptedException {
        connect.destroy();
        connect.waitFor();
    }

    @Test
    void bothSidesNoticePacketsThatVanishAndConnectAgain() throws Exception {
        connect();
        String uid = uid();
        double silent = silent();

        machine("iptables", "-A", "OUTPUT", "-p", "tcp", "--dport", PORT, "-j", "DROP");
        machine("iptables", "-A", "INPUT", "-p", "tcp", "--sport", PORT, "-j", "DROP");
        await().atMost(NOTICED_SECONDS, SECONDS).until(() -> said("The connection to the gateway was lost"));
        await().atMost(NOTICED_SECONDS, SECONDS).until(() -> listening() == null);
        assertThat(silent()).isEqualTo(silent + 1);

        machine("iptables", "-F");
        await().atMost(60, SECONDS).until(() -> listening() != null);
        assertAnswers();
        assertThat(uid()).isEqualTo(uid);
    }

    @Test
    void aMachineWithoutAnyNetworkConnectsAgain() throws Exception {
        connect();
        cluster.inNetwork("ip", "link", "set", "laptop", "down").orThrow();
        await().atMost(NOTICED_SECONDS, SECONDS).until(() -> said("The connection to the gateway was lost"));
        await().atMost(NOTICED_SECONDS, SECONDS).until(() -> listening() == null);

        cluster.inNetwork("ip", "link", "set", "laptop", "up").orThrow();
        await().atMost(60, SECONDS).until(() -> listening() != null);
        assertAnswers();
    }

    /** The process and what connects it; returns when a call reaches it. */
    private void connect() throws Exception {
        String kubeconfig =
                Files.readString(cluster.kubeconfig()).replaceFirst("https://[^,\\s\"]+", "https://10.250.0.1:6443");
        Path user = Files.writeString(folder.resolve("kubeconfig-user"), kubeconfig);
        output = Files.createTempFile(folder, "connect-", ".txt");
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", MACHINE, JAVA.toString(), "-Xmx256m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), CliMain.class.getName()));
        command.addAll(
                List.of("connect", "orders", "--space", ALICE, "--port", "8080", "--kubeconfig", user.toString()));
        command.addAll(List.of("--gateway", "http://" + NODE + ":" + PORT, "--"));
        command.addAll(List.of(JAVA.toString(), "-Xmx64m", "-Dserver.port=8080"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), AnsweringMain.class.getName(), "laptop"));
        connect = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        await().atMost(60, SECONDS).until(() -> !connect.isAlive() || listening() != null);
        assertThat(connect.isAlive()).as(Files.readString(output)).isTrue();
        assertAnswers();
    }

    /** Calls are held until it listens. */
    private void assertAnswers() throws IOException, InterruptedException {
        InetSocketAddress tunnel = cluster.reach("127.0.0.1", Integer.parseInt(listening()));
        assertThat(get(tunnel, "/").body()).startsWith("laptop");
    }

    private boolean said(String words) throws IOException {
        return Files.readString(output).contains(words);
    }

    private String uid() {
        return client.resources(Tunnel.class)
                .inNamespace(ALICE)
                .withName("orders")
                .get()
                .getMetadata()
                .getUid();
    }

    /** How many connections the gateway has ended for their silence. */
    private double silent() throws IOException, InterruptedException {
        return get(management, "/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith("offshoot_tunnel_connections_total{") && line.contains("\"silent\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** The port that the gateway listens on for port 80 of the tunnel; null while it isn't connected. */
    private String listening() throws IOException, InterruptedException {
        HttpResponse<Stream<String>> answer = HttpClient.newHttpClient()
                .send(request(management, "/api/listening"), HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> lines = answer.body()) {
            Matcher found = LISTENING.matcher(lines.findFirst().orElse(""));
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

    private static void here(String... command) {
        Outcome.of(new ProcessBuilder(command)).orThrow();
    }

    private static void machine(String... command) {
        List<String> inside = new ArrayList<>(List.of("ip", "netns", "exec", MACHINE));
        inside.addAll(List.of(command));
        Outcome.of(new ProcessBuilder(inside)).orThrow();
    }
}
