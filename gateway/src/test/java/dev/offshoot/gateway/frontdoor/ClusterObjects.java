package dev.offshoot.gateway.frontdoor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Kubernetes objects as YAML, as a test needs them. A <em>mark</em> is {@code key=value}, an annotation of ours without its
 * {@code offshoot.dev/}: {@code expose=true}. Objects are written when they are complete.
 */
public final class ClusterObjects {
    private final Map<String, ServiceObject> services = new LinkedHashMap<>();
    private final List<String> documents = new ArrayList<>();

    public ClusterObjects root(String name, String... marks) {
        return namespace(name, "root: \"true\"", marks);
    }

    public ClusterObjects child(String name, String parent, String... marks) {
        return namespace(name, "parent: " + parent, marks);
    }

    /** A namespace that is no space. */
    public ClusterObjects plainNamespace(String name) {
        return add("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: %s}
                """.formatted(name));
    }

    private ClusterObjects namespace(String name, String place, String... marks) {
        return add("""
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: %s
                  labels: {offshoot.dev/%s}
                  annotations: {%s}
                """.formatted(name, place, marks(marks)));
    }

    /** A Service, new or as described before, to be described further. */
    public ServiceObject service(String namespace, String name, String... marks) {
        return services.computeIfAbsent(namespace + "/" + name, key -> new ServiceObject(namespace, name))
                .mark(marks);
    }

    /** A Service with port {@code http} (80), served by {@code origin}. */
    public ClusterObjects served(String namespace, String name, Origin origin, String... marks) {
        service(namespace, name, marks).port("http", 80).endpoints("http", origin.port());
        return this;
    }

    /** Tells where the gateway listens for a Service's port, as the space controller does. */
    public ClusterObjects listener(String namespace, String service, String portName, int listeningPort) {
        return add(ServiceObject.slice(
                namespace, service, service + "-offshoot", "offshoot.dev", portName, listeningPort, "ready: true"));
    }

    public ClusterObjects pod(String namespace, String name, String address) {
        return add("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: %s}
                status: {phase: Running, podIP: %s, podIPs: [{ip: %s}]}
                """.formatted(name, namespace, address, address));
    }

    /** A Tunnel that nobody can connect. */
    public ClusterObjects tunnel(String namespace, String service, String owner, int... ports) {
        return tunnel(namespace, service, "none", "none", owner, false, ports);
    }

    /** A Tunnel of the owner of a key. */
    public ClusterObjects keyedTunnel(String namespace, String service, String uid, String publicKey, int... ports) {
        return tunnel(namespace, service, uid, publicKey, namespace + "@example.com", false, ports);
    }

    /** The same, whose answers may take as long as they take. */
    public ClusterObjects patientTunnel(String namespace, String service, String uid, String publicKey, int... ports) {
        return tunnel(namespace, service, uid, publicKey, namespace + "@example.com", true, ports);
    }

    private ClusterObjects tunnel(
            String namespace,
            String service,
            String uid,
            String publicKey,
            String owner,
            boolean patient,
            int... ports) {
        List<String> numbers = new ArrayList<>();
        for (int port : ports) {
            numbers.add(Integer.toString(port));
        }
        return add(
                """
                apiVersion: offshoot.dev/v1alpha1
                kind: Tunnel
                metadata: {name: %s, namespace: %s, uid: %s}
                spec: {service: %s, ports: [%s], publicKey: %s, owner: %s, patient: %s}
                """.formatted(service, namespace, uid, service, String.join(", ", numbers), publicKey, owner, patient));
    }

    /** One YAML document, as it stands. */
    public ClusterObjects add(String yaml) {
        documents.add(yaml);
        return this;
    }

    public String yaml() {
        List<String> all = new ArrayList<>(documents);
        services.values().forEach(service -> all.addAll(service.documents()));
        return String.join("---\n", all);
    }

    /** Replaces {@code file} at once, so that a reader sees the old or the new objects. */
    public void writeTo(Path file) {
        try {
            Path fresh = Files.writeString(file.resolveSibling(file.getFileName() + ".tmp"), yaml());
            Files.move(fresh, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String marks(String... marks) {
        List<String> entries = new ArrayList<>();
        for (String mark : marks) {
            int equals = mark.indexOf('=');
            entries.add("offshoot.dev/" + mark.substring(0, equals) + ": \"" + mark.substring(equals + 1) + "\"");
        }
        return String.join(", ", entries);
    }
}
