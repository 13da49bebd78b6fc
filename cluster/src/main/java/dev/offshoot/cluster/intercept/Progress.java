package dev.offshoot.cluster.intercept;

/** How far a Service's work has come. */
public enum Progress {
    /** All that can be done now is done; what follows shows in the cluster. */
    DONE,
    /** Something of Kubernetes' own is waited for: to be called again in a moment. */
    WAITING
}
