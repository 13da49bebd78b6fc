package dev.offshoot.gateway.frontdoor;

import java.util.ArrayList;
import java.util.List;

/** One Service with the EndpointSlices that Kubernetes would make for it, on loopback. */
public final class ServiceObject {
    private final String namespace;
    private final String name;
    private final List<String> marks = new ArrayList<>();
    private final List<String> ports = new ArrayList<>();
    private final List<String> slices = new ArrayList<>();
    private String labels = "";
    private String spec = "";
    private String created = "2026-01-01T00:00:00Z";

    ServiceObject(String namespace, String name) {
        this.namespace = namespace;
        this.name = name;
    }

    public ServiceObject mark(String... more) {
        marks.addAll(List.of(more));
        return this;
    }

    public ServiceObject port(String portName, int number) {
        ports.add("{name: \"%s\", port: %d}".formatted(portName, number));
        return this;
    }

    public ServiceObject port(String portName, int number, String appProtocol) {
        ports.add("{name: \"%s\", port: %d, appProtocol: %s}".formatted(portName, number, appProtocol));
        return this;
    }

    /** Ready endpoints of one port; none where {@code listening} is empty. */
    public ServiceObject endpoints(String portName, int... listening) {
        for (int port : listening) {
            endpoint(portName, port, "ready: true");
        }
        return this;
    }

    /** An endpoint in a slice of its own; {@code conditions} as YAML: {@code ready: false, serving: true, terminating: true}. */
    public ServiceObject endpoint(String portName, int listening, String conditions) {
        slices.add(slice(
                namespace,
                name,
                name + "-" + slices.size(),
                "endpointslice-controller.k8s.io",
                portName,
                listening,
                conditions));
        return this;
    }

    /** {@code creationTimestamp}; the first of January 2026 unless set. */
    public ServiceObject created(String time) {
        created = time;
        return this;
    }

    /** More fields of {@code spec}, as YAML: {@code clusterIP: None}. */
    public ServiceObject spec(String fields) {
        spec += ", " + fields;
        return this;
    }

    /** Makes this the shadow of an intercepted Service. */
    public ServiceObject shadowOf(String service) {
        labels = "offshoot.dev/shadow-of: " + service;
        return this;
    }

    List<String> documents() {
        List<String> all = new ArrayList<>();
        all.add("""
                apiVersion: v1
                kind: Service
                metadata:
                  name: %s
                  namespace: %s
                  creationTimestamp: "%s"
                  labels: {%s}
                  annotations: {%s}
                spec: {ports: [%s]%s}
                """.formatted(
                        name,
                        namespace,
                        created,
                        labels,
                        ClusterObjects.marks(marks.toArray(String[]::new)),
                        String.join(", ", ports),
                        spec));
        all.addAll(slices);
        return all;
    }

    static String slice(
            String namespace,
            String service,
            String name,
            String managedBy,
            String portName,
            int listening,
            String conditions) {
        return """
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata:
                  name: %s
                  namespace: %s
                  labels:
                    kubernetes.io/service-name: %s
                    endpointslice.kubernetes.io/managed-by: %s
                addressType: IPv4
                ports: [{name: "%s", port: %d, protocol: TCP}]
                endpoints: [{addresses: [127.0.0.1], conditions: {%s}}]
                """.formatted(name, namespace, service, managedBy, portName, listening, conditions);
    }
}
