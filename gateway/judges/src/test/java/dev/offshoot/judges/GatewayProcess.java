package dev.offshoot.judges;

import io.grpc.testing.TlsTesting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** The built gateway as a process of its own, in front of one Service; {@code localhost} and {@link #TLS_HOST} are the Service's hosts. */
final class GatewayProcess implements AutoCloseable {
    private static final Path JAR = Path.of("../target/offshoot-gateway-exec.jar");

    static final String TLS_HOST = "foo.test.google.fr";

    private final Process process;
    private final Path folder;
    private final int urlPort;
    private final int tlsPort;
    private final int interceptionPort;

    private GatewayProcess(Process process, Path folder, int urlPort, int tlsPort, int interceptionPort) {
        this.process = process;
        this.folder = folder;
        this.urlPort = urlPort;
        this.tlsPort = tlsPort;
        this.interceptionPort = interceptionPort;
    }

    /** Starts one and awaits that it serves; {@code protocol} is the Service's {@code appProtocol}. */
    static GatewayProcess before(int upstreamPort, String protocol) throws IOException {
        int url = freePort();
        int tls = freePort();
        int interception = freePort();
        Path folder = Files.createTempDirectory("offshoot-judges");
        Files.writeString(folder.resolve("objects.yaml"), objects(upstreamPort, protocol, interception));
        Path certificate = Files.createDirectory(folder.resolve("tls"));
        copy("server1.pem", certificate.resolve("tls.crt"));
        copy("server1.key", certificate.resolve("tls.key"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-jar",
                JAR.toString()));
        command.addAll(List.of("--from", folder.resolve("objects.yaml").toString()));
        command.addAll(List.of("--domain", "localhost", "--domain", "test.google.fr"));
        command.addAll(List.of("--port", Integer.toString(url), "--management-port", "0"));
        command.addAll(List.of("--tls", certificate.toString(), "--tls-port", Integer.toString(tls)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        GatewayProcess gateway = new GatewayProcess(process, folder, url, tls, interception);
        gateway.awaitStart();
        return gateway;
    }

    /** gRPC's certificate for tests, of {@link #TLS_HOST}. */
    private static void copy(String name, Path to) throws IOException {
        try (InputStream from = TlsTesting.loadCert(name)) {
            Files.copy(from, to);
        }
    }

    /** Below the ports that the system gives to sockets by chance. */
    private static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                continue;
            }
        }
    }

    private static String objects(int upstreamPort, String protocol, int interception) {
        return """
                apiVersion: v1
                kind: Namespace
                metadata: {name: default, labels: {offshoot.dev/root: "true"}}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: judged, namespace: default, annotations: {offshoot.dev/entry: "true", offshoot.dev/hosts: %s}}
                spec: {ports: [{name: judged, port: 80, appProtocol: "%s"}]}
                """.formatted(TLS_HOST, protocol)
                + slice("endpoints", "endpointslice-controller.k8s.io", upstreamPort)
                + slice("gateways", "offshoot.dev", interception);
    }

    private static String slice(String name, String managedBy, int port) {
        return """
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata:
                  name: judged-%s
                  namespace: default
                  labels: {kubernetes.io/service-name: judged, endpointslice.kubernetes.io/managed-by: %s}
                addressType: IPv4
                ports: [{name: judged, port: %d, protocol: TCP}]
                endpoints: [{addresses: [127.0.0.1], conditions: {ready: true}}]
                """.formatted(name, managedBy, port);
    }

    private void awaitStart() throws IOException {
        StringBuilder said = new StringBuilder();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            said.append(line).append('\n');
            if (line.contains("Started GatewayApplication")) {
                Thread.ofPlatform().daemon().start(() -> out.lines().forEach(System.out::println));
                return;
            }
        }
        throw new IOException("The gateway ended at its start: " + said);
    }

    int urlPort() {
        return urlPort;
    }

    int tlsPort() {
        return tlsPort;
    }

    int interceptionPort() {
        return interceptionPort;
    }

    @Override
    public void close() throws IOException {
        process.toHandle().destroyForcibly();
        process.onExit().join();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
