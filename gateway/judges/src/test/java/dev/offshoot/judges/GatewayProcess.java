package dev.offshoot.judges;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The built gateway as a process of its own, in front of one Service; {@code localhost} is the Service's host. */
final class GatewayProcess implements AutoCloseable {
    private static final Path JAR = Path.of("../target/offshoot-gateway-exec.jar");

    private final Process process;
    private final Path objects;
    private final int urlPort;
    private final int interceptionPort;

    private GatewayProcess(Process process, Path objects, int urlPort, int interceptionPort) {
        this.process = process;
        this.objects = objects;
        this.urlPort = urlPort;
        this.interceptionPort = interceptionPort;
    }

    /** Starts one and awaits that it serves; {@code protocol} is the Service's {@code appProtocol}. */
    static GatewayProcess before(int upstreamPort, String protocol) throws IOException {
        int url = freePort();
        int interception = freePort();
        Path folder = Files.createTempDirectory("offshoot-judges");
        Path objects = Files.writeString(folder.resolve("objects.yaml"), objects(upstreamPort, protocol, interception));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-jar",
                JAR.toString()));
        command.addAll(List.of("--from", folder.toString(), "--port", Integer.toString(url), "--management-port", "0"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        GatewayProcess gateway = new GatewayProcess(process, objects, url, interception);
        gateway.awaitStart();
        return gateway;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
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
                metadata: {name: judged, namespace: default, annotations: {offshoot.dev/entry: "true"}}
                spec: {ports: [{name: judged, port: 80, appProtocol: "%s"}]}
                """.formatted(protocol)
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

    int interceptionPort() {
        return interceptionPort;
    }

    @Override
    public void close() throws IOException {
        process.toHandle().destroyForcibly();
        process.onExit().join();
        Files.deleteIfExists(objects);
        Files.deleteIfExists(objects.getParent());
    }
}
