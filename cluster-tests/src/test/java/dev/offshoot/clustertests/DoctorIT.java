package dev.offshoot.clustertests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.offshoot.cli.CliMain;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code offshoot doctor} on an installation, and what commands say of a login or a gateway that they can't use. */
@Installed
class DoctorIT {
    private final Cluster cluster;
    private final KubernetesClient client;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    DoctorIT(Cluster cluster, KubernetesClient client) {
        this.cluster = cluster;
        this.client = client;
    }

    @Test
    void nothingIsWrongWithAnInstallation() {
        assertThat(doctor(cluster.kubeconfig(), "--space", "default"))
                .as(out.toString())
                .isZero();
        assertThat(states())
                .containsExactly(
                        "ok api-server",
                        "ok login",
                        "ok clock",
                        "ok kinds",
                        "ok controller",
                        "ok gateway",
                        "ok version",
                        "ok reach",
                        "ok look",
                        "ok connect",
                        "ok port-forward",
                        "ok interception");
    }

    @Test
    void aLoginThatHasExpiredIsToldInASentence() throws IOException {
        Path expired = kubeconfig("expired", "not-a-token");
        assertThat(doctor(expired)).isEqualTo(1);
        assertThat(states()).containsExactly("problem api-server");
        assertThat(out.toString()).contains("doesn't accept your login: it may have expired");
        assertThat(run("spaces", "--kubeconfig", expired.toString())).isEqualTo(1);
        assertThat(err.toString())
                .startsWith(
                        "offshoot spaces: the API server doesn't accept your login, which may have expired: log in");
    }

    @Test
    void missingRightsAreNamed() throws IOException {
        Path nobody = kubeconfig(
                "nobody",
                cluster.kubectl("-n", "default", "create", "token", "default")
                        .orThrow()
                        .strip());
        assertThat(doctor(nobody, "--space", "default")).isEqualTo(1);
        assertThat(states())
                .contains(
                        "ok login", "ok kinds", "warning gateway", "problem reach", "warning look", "problem connect");
        assertThat(out.toString())
                .contains("you may not get tunnels.offshoot.dev in default, create tunnels.offshoot.dev in default,")
                .contains("you may not list pods in offshoot-system, create pods/portforward in offshoot-system");
    }

    @Test
    void anInstallationThatIsNotThereIsMissed() {
        assertThat(doctor(cluster.kubeconfig(), "--gateway-namespace", "default", "--domain", "nowhere.invalid"))
                .isEqualTo(1);
        assertThat(states()).contains("problem controller", "problem gateway", "problem reach", "problem dns");
        assertThat(out.toString()).contains("or name its namespace with --gateway-namespace");
    }

    @Test
    void whatIsNoGatewayOfOursIsToldApart() throws IOException {
        HttpServer old = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        old.createContext("/.well-known/offshoot/health", exchange -> {
            exchange.sendResponseHeaders(200, 3);
            exchange.getResponseBody().write("ok\n".getBytes(US_ASCII));
            exchange.close();
        });
        old.start();
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.start();
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        assertThat(doctor(
                        cluster.kubeconfig(), "--gateway", url(old.getAddress().getPort())))
                .isEqualTo(1);
        assertThat(out.toString()).contains("answers, but is too old for tunnels");
        doctor(cluster.kubeconfig(), "--gateway", url(other.getAddress().getPort()));
        assertThat(out.toString()).contains("is no gateway of Offshoot (status 404)");
        doctor(cluster.kubeconfig(), "--gateway", url(closed));
        assertThat(out.toString()).contains(url(closed) + " doesn't answer (");
        old.stop(0);
        other.stop(0);
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    private int doctor(Path kubeconfig, String... more) {
        List<String> words = new ArrayList<>(List.of("doctor", "--kubeconfig", kubeconfig.toString()));
        words.addAll(List.of(more));
        return run(words.toArray(String[]::new));
    }

    private int run(String... words) {
        return CliMain.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
    }

    private List<String> states() {
        return out.toString()
                .lines()
                .filter(line -> !line.startsWith(" "))
                .map(line -> line.split(" +"))
                .map(words -> words[0] + " " + words[1])
                .toList();
    }

    private Path kubeconfig(String name, String token) throws IOException {
        return Files.writeString(folder.resolve(name), """
                apiVersion: v1
                kind: Config
                clusters: [{name: test, cluster: {server: "%s", certificate-authority-data: "%s"}}]
                users: [{name: test, user: {token: "%s"}}]
                contexts: [{name: test, context: {cluster: test, user: test}}]
                current-context: test
                """.formatted(
                        client.getConfiguration().getMasterUrl(),
                        client.getConfiguration().getCaCertData(),
                        token));
    }
}
