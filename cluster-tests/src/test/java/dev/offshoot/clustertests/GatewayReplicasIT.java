package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the gateways' Pods tell, to whom, and how soon the controller knows that one died. */
@Installed
class GatewayReplicasIT {
    private static final String AUDIENCE = "gateway.offshoot.dev";
    private static final int ROUNDS = 5;

    private final Cluster cluster;
    private final KubernetesClient client;
    private final Installation installation;

    @TempDir
    private Path folder;

    GatewayReplicasIT(Cluster cluster, KubernetesClient client, Installation installation) {
        this.cluster = cluster;
        this.client = client;
        this.installation = installation;
    }

    @Test
    void onlyTheControllerHearsAGatewayAndNothingElseOfIt() throws Exception {
        Pod gateway = installation.gateways().getFirst();
        InetSocketAddress management = cluster.reach(gateway.getStatus().getPodIP(), 8081);
        String controller = token("offshoot-controller", AUDIENCE);

        HttpResponse<Stream<String>> stream = get(management, "/api/listening", controller);
        assertThat(stream.statusCode()).isEqualTo(200);
        assertThat(stream.body().findFirst())
                .hasValueSatisfying(line -> assertThat(line)
                        .startsWith("{\"pod\":\"" + gateway.getMetadata().getName()
                                + "\",\"ready\":true,\"draining\":false"));

        assertThat(get(management, "/api/spaces", controller).statusCode()).isEqualTo(403);
        assertThat(get(management, "/api/listening", null).statusCode()).isEqualTo(401);
        assertThat(get(management, "/api/listening", "nonsense").statusCode()).isEqualTo(401);
        assertThat(get(management, "/api/listening", token("offshoot-controller", "https://kubernetes.default.svc"))
                        .statusCode())
                .as("a token for Kubernetes itself")
                .isEqualTo(401);
        assertThat(get(management, "/api/listening", token("default", AUDIENCE)).statusCode())
                .as("an account that may get /api/* of Kubernetes, as all may")
                .isEqualTo(403);
        assertThat(get(management, "/actuator/health/readiness", null).statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatACallerSaysOfItsAddressDoesNotOpenTheDoor() throws Exception {
        InetSocketAddress management =
                cluster.reach(installation.gateways().getFirst().getStatus().getPodIP(), 8081);
        HttpRequest request = HttpRequest.newBuilder(uri(management, "/api/spaces"))
                .header("X-Forwarded-For", "127.0.0.1")
                .header("Forwarded", "for=127.0.0.1")
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(http.send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    /** The figure that docs/cluster.md quotes. */
    @Test
    void aKilledGatewayIsSoonKnownToBeDead() throws Exception {
        Path out = folder.resolve("replicas");
        Path token = Files.writeString(folder.resolve("token"), token("offshoot-controller", AUDIENCE));
        Process following = cluster.networkProcess(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ReplicasProgram.class.getName(),
                        inNetworkKubeconfig().toString(),
                        token.toString())
                .redirectOutput(out.toFile())
                .redirectError(Path.of("target/gateway-replicas-it.log").toFile())
                .start();
        try {
            long[] micros = new long[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                await().atMost(120, SECONDS).until(() -> alive(last(out)).size() == 2);
                micros[i] = kill(out, alive(last(out)).getFirst());
            }
            Arrays.sort(micros);
            System.out.printf(
                    "From kill -9 of a gateway to the controller's knowledge: median %.1f ms, worst of %d %.1f ms%n",
                    micros[ROUNDS / 2] / 1000.0, ROUNDS, micros[ROUNDS - 1] / 1000.0);
        } finally {
            following.destroyForcibly();
        }
    }

    /** Returns when another Pod has taken the dead one's place. */
    private long kill(Path out, String name) {
        ProcessHandle process = process(name);
        long begin = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        process.destroyForcibly();
        await().atMost(30, SECONDS).until(() -> !alive(last(out)).contains(name));
        long known = lines(out).stream()
                .filter(line -> !alive(line).contains(name))
                .mapToLong(line -> Long.parseLong(line.split(" ", 4)[1]))
                .filter(time -> time > begin)
                .min()
                .orElseThrow();
        client.pods().inNamespace(Installation.NAMESPACE).withName(name).delete();
        await().atMost(120, SECONDS).until(() -> {
            List<String> now = alive(last(out));
            return now.size() == 2 && !now.contains(name);
        });
        return known - begin;
    }

    /** The JVM of a Pod's container, found by the Pod's UID in the name of its cgroup. */
    private ProcessHandle process(String pod) {
        String uid = client.pods()
                .inNamespace(Installation.NAMESPACE)
                .withName(pod)
                .get()
                .getMetadata()
                .getUid();
        return ProcessHandle.allProcesses()
                .filter(process -> isIn(process, uid)
                        && process.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isIn(ProcessHandle process, String podUid) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cgroup"))
                    .contains(podUid);
        } catch (IOException gone) {
            return false;
        }
    }

    private static String last(Path out) {
        List<String> lines = lines(out);
        return lines.isEmpty() ? "alive 0  []" : lines.getLast();
    }

    private static List<String> lines(Path out) {
        try {
            return Files.readAllLines(out).stream()
                    .filter(line -> line.startsWith("alive ")) // the others are its log's
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> alive(String line) {
        String names = line.split(" ", 4)[2];
        return names.isEmpty() ? List.of() : List.of(names.split(","));
    }

    private Path inNetworkKubeconfig() throws IOException {
        String outside = Files.readString(cluster.kubeconfig());
        return Files.writeString(
                folder.resolve("kubeconfig"), outside.replaceAll("https://[0-9.:]+", "https://10.250.0.1:6443"));
    }

    private String token(String account, String audience) {
        return cluster.kubectl("-n", Installation.NAMESPACE, "create", "token", account, "--audience", audience)
                .orThrow()
                .strip();
    }

    private static URI uri(InetSocketAddress address, String path) {
        return URI.create("http://127.0.0.1:" + address.getPort() + path);
    }

    /** The answer's lines as they come. */
    private static HttpResponse<Stream<String>> get(InetSocketAddress address, String path, String token)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(address, path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofLines());
    }
}
