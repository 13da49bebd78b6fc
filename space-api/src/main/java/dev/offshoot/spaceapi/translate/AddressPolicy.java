package dev.offshoot.spaceapi.translate;

/** Whose word the objects are, and so which endpoints the gateway may forward to. */
public enum AddressPolicy {
    /** An API server's: only Pods of the Service's namespace, in slices that Kubernetes itself made, and tunnels. */
    CLUSTER,
    /**
     * Files': the same, and loopback, where a developer's own processes listen. A slice that names no manager is taken for
     * Kubernetes'.
     */
    FILES
}
