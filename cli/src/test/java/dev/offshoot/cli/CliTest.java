package dev.offshoot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What the commands say and how they end, without a cluster. */
class CliTest {
    private static final String KEYED =
            "kind: Service\nmetadata: {name: a}\nspec:\n  selector:\n    a: b\n    offshoot.dev/intercepted: \"true\"\n";
    private static final String PLAIN = "kind: Service\nmetadata: {name: a}\nspec:\n  selector:\n    a: b\n";

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            restore -f nowhere.yaml | 2 | offshoot restore: -f: nowhere.yaml can't be read (expected: a file)
            restore --in-place | 2 | --in-place goes with -f
            restore --in-place -f - | 2 | --in-place can't change standard input
            restore -f a -f b | 2 | several files can only be changed --in-place
            restore --kubeconfig nowhere | 2 | offshoot restore: kubeconfig: nowhere can't be read (expected: a file)
            flush | 2 | Missing required parameter: 'SERVICE'
            flush orders --timeout soon | 2 | Invalid value for option '--timeout': 'soon' is not an int
            spaces -f nowhere | 2 | offshoot spaces: -f: nowhere: is not there
            spaces -f ../samples/manifests -o xml | 2 | Invalid value for option '--output': expected one of [JSON, YAML, WIDE]
            routes alise -f ../samples/manifests | 2 | offshoot routes: 'alise' is no space (did you mean alice?)
            urls nobody -f ../samples/manifests | 2 | offshoot urls: 'nobody' is no space (expected: one of the 5 that
            explain shop -f ../samples/manifests | 2 | offshoot explain: url: 'shop' (expected: an absolute URL such as
            plan | 2 | Missing required option: '--filename=PATH'
            routes -f ../samples/manifests | 2 | Missing required parameter: 'SPACE'
            routes alice --space bob -f ../samples/manifests | 2 | two spaces: 'alice' and --space 'bob' (expected: one)
            doctor --gateway ftp://x | 2 | offshoot doctor: --gateway: 'ftp://x' (expected: http://host:port or https://host)
            completion csh | 2 | Invalid value for positional parameter at index 0 (SHELL): expected one of [BASH, ZSH, FISH]
            connect orders --space a --port 1 --hold soon | 2 | Invalid value for option '--hold': 'soon' (expected: such as 10s
            connect orders --space a --port 1 --parent b | 2 | offshoot connect: --parent: 'b' (expected: together with
            connect orders --space a --port 1 --detach -- java | 2 | offshoot connect: a command's end is the tunnel's
            ide emacs --space a | 2 | Invalid value for positional parameter at index 0 (IDE): expected one of [VSCODE, INTELLIJ]
            ide vscode --space a --project nowhere | 2 | offshoot ide: --project: 'nowhere' (expected: a folder)
            ide vscode --space a --service Orders | 2 | offshoot ide: --service: 'Orders' (expected: a Service's name
            ide vscode --space a --service orders -- --hold soon | 2 | options of connect: Invalid value for option '--hold'
            unknown | 2 | Unmatched argument at index 0: 'unknown'
            """)
    void wrongOptionsAreNamed(String arguments, int exitCode, String message) {
        assertThat(run(arguments.split(" "))).isEqualTo(exitCode);
        assertThat(err.toString()).startsWith(message);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "spaces,offshoot spaces -f",
        "explain,offshoot explain http://alice.s.shop.localhost",
        "restore,kubectl get svc -A -o yaml | offshoot restore -f -",
        "flush,offshoot flush orders -n default",
        "plan,offshoot plan -f manifests/",
        "doctor,offshoot doctor --space alice",
        "completion,source <(offshoot completion bash)",
        "connect,offshoot connect orders --space alice --port 8080 -- java",
        "ide,offshoot ide intellij --service orders --service catalog:8082 --space alice"
    })
    void helpHasExamples(String command, String example) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).contains(example);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            spaces | alice +team-a +alice > team-a > default +orders +ok
            urls joint | joint +joint--shop.localhost
            urls joint --domain dev.example.com | joint +joint--web.dev.example.com
            routes alice | default/catalog +team-a/catalog +0 +override
            routes --space alice -o wide | default/catalog +team-a/catalog +0 +override +80/HTTP1 +-
            spaces -o wide | joint +default +joint > .* +ok +alice,bob +joint--.*
            plan | default/orders +intercept +overridden in .*alice.*
            plan -o json | .*"service":\\{"namespace":"default","name":"orders"},"action":"intercept","why":"overridden in .*
            routes alice -o json | .*"called":\\{"namespace":"default","name":"catalog"},"answering":\\{"namespace":"team-a","name":"catalog"},"override":true.*
            spaces -o yaml | - name: "alice"
            explain http://alice.s.shop.localhost:8080/cart | context: +alice
            explain http://alice.s.shop.localhost:8080/cart | refusal code: +no-endpoints
            explain http://shop.localhost -H x-offshoot-space:alice | context: +default
            explain http://shop.localhost -H x-offshoot-space:alice --trust-context | context: +alice
            """)
    void filesAreReadLikeACluster(String arguments, String line) {
        assertThat(run((arguments + " -f ../samples/manifests").split(" "))).isZero();
        assertThat(out.toString().lines()).anyMatch(one -> one.matches(line));
    }

    @Test
    void problemsAreAFailure() throws IOException {
        assertThat(run("problems", "-f", "../samples/manifests")).isZero();
        assertThat(out.toString()).isEqualTo("no problems\n");
        Files.writeString(
                folder.resolve("a.yaml"),
                "kind: Namespace\napiVersion: v1\nmetadata: {name: eve, labels: {offshoot.dev/parent: nowhere}}\n");

        assertThat(run("problems", "-f", folder.toString(), "-o", "json")).isEqualTo(1);

        assertThat(out.toString()).contains("\"object\":\"Namespace eve\"").contains("nowhere");
    }

    /** Only the plan knows them before the manifests are applied. */
    @Test
    void whatCannotBeInterceptedIsPlanned() throws IOException {
        Files.writeString(folder.resolve("a.yaml"), """
                kind: Namespace
                apiVersion: v1
                metadata: {name: base, labels: {offshoot.dev/root: "true"}}
                ---
                kind: Namespace
                apiVersion: v1
                metadata: {name: eve, labels: {offshoot.dev/parent: base}}
                ---
                kind: Service
                apiVersion: v1
                metadata: {name: db, namespace: base}
                spec: {clusterIP: None, selector: {app: db}, ports: [{port: 80, name: http}]}
                ---
                kind: Service
                apiVersion: v1
                metadata: {name: db, namespace: eve}
                spec: {selector: {app: db}, ports: [{port: 80, name: http}]}
                """);
        assertThat(run("problems", "-f", folder.toString())).isZero();

        assertThat(run("plan", "-f", folder.toString())).isEqualTo(1);

        assertThat(out.toString().lines())
                .anyMatch(line -> line.matches("base/db +leave +it is headless .*"))
                .anyMatch(line -> line.matches("Service base/db: it is headless .* \\[not-interceptable]"));
    }

    @Test
    void kubeconfigsAreMergedAsKubectlDoes() throws Exception {
        Path clusters = Files.writeString(
                folder.resolve("clusters"),
                "clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}]\ncurrent-context: x\n");
        Path users = Files.writeString(
                folder.resolve("users"),
                "users: [{name: u, user: {token: t}}]\ncontexts: [{name: x, context: {cluster: c, user: u}}]\n");
        ProcessBuilder offshoot = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                CliMain.class.getName(),
                "doctor");
        offshoot.environment().put("KUBECONFIG", clusters + java.io.File.pathSeparator + users);
        Process process = offshoot.start();
        assertThat(new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .startsWith("problem  api-server   https://127.0.0.1:1/ can't be reached (nobody listens there)");
        assertThat(process.waitFor()).isEqualTo(1);
    }

    @Test
    void aUserLogsInByAnExecPlugin() throws IOException {
        List<String> logins = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            logins.add(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        server.start();
        Path plugin = Files.writeString(folder.resolve("login"), """
                #!/bin/sh
                [ "$*" = "get-token --cluster c" ] || exit 1
                echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"from-plugin"}}'
                """);
        Files.setPosixFilePermissions(plugin, PosixFilePermissions.fromString("rwx------"));
        Path kubeconfig = Files.writeString(
                folder.resolve("config"), """
                clusters: [{name: c, cluster: {server: "http://127.0.0.1:%s"}}]
                users:
                - name: u
                  user:
                    exec:
                      apiVersion: client.authentication.k8s.io/v1
                      interactiveMode: Never
                      command: %s
                      args: [get-token, --cluster, c]
                contexts: [{name: x, context: {cluster: c, user: u}}]
                current-context: x
                """.formatted(server.getAddress().getPort(), plugin));
        assertThat(run("spaces", "--kubeconfig", kubeconfig.toString())).isEqualTo(1);
        server.stop(0);
        assertThat(logins).isNotEmpty().containsOnly("Bearer from-plugin");
        assertThat(err.toString())
                .startsWith("offshoot spaces: the API server doesn't accept your login, which may have expired");
    }

    @Test
    void aManifestIsRestoredToStandardOutput() throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), KEYED);
        assertThat(run("restore", "-f", file.toString())).isZero();
        assertThat(out.toString()).isEqualTo(PLAIN);
        assertThat(err.toString()).isEqualTo(file + ": took the key out of Service a" + System.lineSeparator());
        assertThat(file).hasContent(KEYED);
    }

    @Test
    void filesAndFoldersAreChangedInPlace() throws IOException {
        Path below = Files.createDirectory(folder.resolve("below"));
        Path yaml = Files.writeString(below.resolve("a.yaml"), KEYED);
        Path other = Files.writeString(below.resolve("a.txt"), KEYED);
        Path named = Files.writeString(folder.resolve("b.yml"), KEYED);
        assertThat(run("restore", "--in-place", "-f", below.toString(), "-f", named.toString()))
                .isZero();
        assertThat(yaml).hasContent(PLAIN);
        assertThat(named).hasContent(PLAIN);
        assertThat(other).hasContent(KEYED);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void anApiServerThatIsNotThereIsAFailure() throws IOException {
        Path kubeconfig = Files.writeString(folder.resolve("config"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
                users: [{name: u, user: {token: t}}]
                contexts: [{name: x, context: {cluster: c, user: u}}]
                current-context: x
                """);
        assertThat(run("flush", "orders", "--kubeconfig", kubeconfig.toString()))
                .isEqualTo(1);
        assertThat(err.toString())
                .startsWith(
                        "offshoot flush: the API server can't be asked: nobody listens there; offshoot doctor says more");
        assertThat(run("restore", "--kubeconfig", kubeconfig.toString(), "--context", "y"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("context: 'y' (expected: one of the kubeconfig's)");
    }

    private int run(String... arguments) {
        CommandLine line = CliMain.commandLine();
        return line.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
