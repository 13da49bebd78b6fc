package dev.offshoot.gateway.listen;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.offshoot.gateway.GatewayApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The whole gateway on objects as they are while {@code orders} and {@code db} of the root space are intercepted.
 *
 * <pre>
 * default (root)   orders, db
 * └── alice        orders
 * </pre>
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InterceptionIT {
    @TempDir
    private static Path objects;

    private final int ordersPort = TestGateway.freePort();
    private final int dbPort = TestGateway.freePort();
    private HttpServer baseline;
    private HttpServer alices;
    private FakeServer db;
    private ConfigurableApplicationContext gateway;

    InterceptionIT() throws IOException {}

    @BeforeAll
    void start() throws IOException {
        baseline = server("baseline");
        alices = server("alice's");
        db = new FakeServer("");
        write("spaces", """
                apiVersion: v1
                kind: Namespace
                metadata: {name: default, labels: {offshoot.dev/root: "true"}}
                ---
                apiVersion: v1
                kind: Namespace
                metadata: {name: alice, labels: {offshoot.dev/parent: default}}
                """);
        write(
                "orders",
                service("default", "orders", "http")
                        + shadow("orders", "http", baseline.getAddress().getPort())
                        + service("alice", "orders", "http")
                        + slice("alice", "orders", "http", alices.getAddress().getPort()));
        write(
                "db",
                service("default", "db", "data") + shadow("db", "data", db.port()) + listening("db", "data", dbPort));
        write("interception", listening("orders", "http", ordersPort));
        gateway = GatewayApplication.start(
                "--from", objects.toString(), "--port", "0", "--management-port", "0", "--offshoot.listener-linger=0s");
    }

    @AfterAll
    void stop() throws IOException {
        gateway.close();
        baseline.stop(0);
        alices.stop(0);
        db.close();
    }

    @Test
    void aCallGoesToTheBaselineOrToTheOverrideOfItsContext() throws IOException {
        assertThat(call(ordersPort, "")).startsWith("HTTP/1.1 200 ").endsWith("baseline /a%2Fb");
        assertThat(call(ordersPort, "x-offshoot-space: alice\r\n")).endsWith("alice's /a%2Fb");
    }

    @Test
    void whatIsNoHttpGoesToTheBaseline() throws IOException {
        try (Wire wire = new Wire(dbPort)) {
            assertThat(wire.say("*1\r\n").end().hearAll()).isEqualTo("*1\r\n<end>");
        }
    }

    @Test
    void anEditMovesThePort() throws IOException {
        int moved = TestGateway.freePort();
        write("interception", listening("orders", "http", moved));

        await().ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() ->
                        assertThat(call(moved, "x-offshoot-space: alice\r\n")).endsWith("alice's /a%2Fb"));
        assertThatThrownBy(() -> call(ordersPort, "")).isInstanceOf(IOException.class);

        write("interception", listening("orders", "http", ordersPort));
        await().ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() -> assertThat(call(ordersPort, "")).endsWith("baseline /a%2Fb"));
    }

    private static String call(int port, String header) throws IOException {
        return Wire.exchange(port, "GET /a%2Fb HTTP/1.1\r\nHost: orders\r\n" + header + "Connection: close\r\n\r\n");
    }

    private static HttpServer server(String name) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = (name + " " + exchange.getRequestURI()).getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static void write(String name, String yaml) throws IOException {
        Files.writeString(objects.resolve(name + ".yaml"), yaml);
    }

    private static String service(String namespace, String name, String port) {
        return """
                ---
                apiVersion: v1
                kind: Service
                metadata: {namespace: %s, name: %s}
                spec:
                  clusterIP: 10.0.0.1
                  ports: [{name: %s, port: 80}]
                """.formatted(namespace, name, port);
    }

    /** The headless Service that keeps the baseline's endpoints known, and its slice. */
    private static String shadow(String service, String port, int endpoint) {
        return """
                ---
                apiVersion: v1
                kind: Service
                metadata:
                  namespace: default
                  name: %1$s-baseline
                  labels: {offshoot.dev/shadow-of: %1$s}
                spec:
                  clusterIP: None
                  ports: [{name: %2$s, port: 80}]
                """.formatted(service, port) + slice("default", service + "-baseline", port, endpoint);
    }

    private static String slice(String namespace, String service, String port, int endpoint) {
        return slice(namespace, service, port, endpoint, "endpointslice-controller.k8s.io", "127.0.0.1");
    }

    private static String listening(String service, String port, int listening) {
        return slice("default", service, port, listening, "offshoot.dev", "10.0.0.9");
    }

    private static String slice(
            String namespace, String service, String port, int number, String managedBy, String address) {
        return """
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata:
                  namespace: %s
                  name: %s-%s
                  labels:
                    kubernetes.io/service-name: %s
                    endpointslice.kubernetes.io/managed-by: %s
                addressType: IPv4
                endpoints: [{addresses: [%s], conditions: {ready: true}}]
                ports: [{name: %s, port: %d, protocol: TCP}]
                """.formatted(
                        namespace,
                        service,
                        managedBy.substring(0, 8).replace('.', '-'),
                        service,
                        managedBy,
                        address,
                        port,
                        number);
    }
}
