package dev.offshoot.routing.facts;

/** What a Service resolves to inside the cluster. */
public enum ServiceKind {
    /** A virtual address (types ClusterIP, NodePort, LoadBalancer). */
    CLUSTER_IP,
    /** {@code clusterIP: None}: DNS hands out the endpoints themselves. */
    HEADLESS,
    /** A DNS alias; it has no endpoints. */
    EXTERNAL_NAME
}
