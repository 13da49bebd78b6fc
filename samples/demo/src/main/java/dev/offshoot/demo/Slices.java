package dev.offshoot.demo;

/**
 * EndpointSlices on loopback, as Kubernetes would write them for Pods ({@link #endpoint}) and as the space controller would for
 * an intercepted Service ({@link #interception}), whose port says where the gateway listens for it.
 */
final class Slices {
    private Slices() {}

    static String endpoint(Workload workload, int port) {
        return slice(workload, "shop", "endpointslice-controller.k8s.io", port);
    }

    static String interception(Workload workload, int port) {
        return slice(workload, "offshoot", "offshoot.dev", port);
    }

    private static String slice(Workload workload, String suffix, String managedBy, int port) {
        return """
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata:
                  name: %s-%s
                  namespace: %s
                  labels:
                    kubernetes.io/service-name: %s
                    endpointslice.kubernetes.io/managed-by: %s
                addressType: IPv4
                ports:
                  - name: %s
                    port: %d
                    protocol: TCP
                endpoints:
                  - addresses: [127.0.0.1]
                """.formatted(
                workload.service(), suffix, workload.space(), workload.service(), managedBy, workload.portName(), port);
    }
}
