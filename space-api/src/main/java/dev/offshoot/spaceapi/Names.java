package dev.offshoot.spaceapi;

/** Every label, annotation and manager's name that Offshoot reads or writes on Kubernetes objects. */
public final class Names {
    /** The group of Offshoot's custom resources. */
    public static final String GROUP = "offshoot.dev";

    /** The version of Offshoot's custom resources. */
    public static final String VERSION = "v1alpha1";

    /** Label of a Namespace: {@code "true"} makes it a root space. */
    public static final String ROOT = "offshoot.dev/root";

    /** Label of a Namespace: the space it is a child of; makes it a child space. */
    public static final String PARENT = "offshoot.dev/parent";

    /** Annotation of a Namespace: spaces consulted before its parent, separated by commas. */
    public static final String JOINS = "offshoot.dev/joins";

    /** Annotation of a Namespace: {@code Missing} (default) or {@code Unready}. */
    public static final String FALLBACK = "offshoot.dev/fallback";

    /** Annotation of a Service, or of a Namespace for its Services: {@code OnDemand} (default), {@code Always}, {@code Never}. */
    public static final String INTERCEPT = "offshoot.dev/intercept";

    /** Annotation of a Namespace, written by the controller: the space's lineage, separated by commas. */
    public static final String LINEAGE = "offshoot.dev/lineage";

    /** Annotation of a Namespace that Offshoot created: the UID of the DevSpace for which it did. */
    public static final String CREATED_FOR = "offshoot.dev/created-for";

    /** Label of a quota, limits or a network policy that Offshoot copied: the root space it is copied from. */
    public static final String COPIED_FROM = "offshoot.dev/copied-from";

    /** Finalizer of a DevSpace: what was done for it isn't undone yet. */
    public static final String FINALIZER = "offshoot.dev/space";

    /** Annotation of a Service: {@code "true"}, or the name or number of the port that its host leads to. */
    public static final String EXPOSE = "offshoot.dev/expose";

    /** Annotation of a Service: further hosts under the gateway's domains, separated by commas. */
    public static final String HOSTS = "offshoot.dev/hosts";

    /** Annotation of a Service: {@code "true"} lets it answer the bare domain. */
    public static final String ENTRY = "offshoot.dev/entry";

    /** Annotation of a Service: {@code original} shows the application the host without the space's prefix. */
    public static final String HOST = "offshoot.dev/host";

    /** Annotation of a Service: {@code "true"} lets {@code Origin} and {@code Referer} tell the space of a call. */
    public static final String CONTEXT_FROM_ORIGIN = "offshoot.dev/context-from-origin";

    /** Label of a shadow Service: the intercepted Service whose endpoints it keeps known. */
    public static final String SHADOW_OF = "offshoot.dev/shadow-of";

    /** Label of a Service and of EndpointSlices that stand for a Tunnel: its name, which is the Service's, too. */
    public static final String TUNNEL = "offshoot.dev/tunnel";

    /** Annotation of a root space's Namespace: {@code Allow} lets Tunnels be created in it. */
    public static final String TUNNELS = "offshoot.dev/tunnels";

    /** Our name in {@code managedFields}, for every object that we write. */
    public static final String FIELD_MANAGER = "offshoot";

    /** Key added to the selector of an intercepted Service; no Pod carries it. */
    public static final String INTERCEPTED = "offshoot.dev/intercepted";

    /** Annotation of a shadow Service: since when the Service is intercepted. */
    public static final String SINCE = "offshoot.dev/intercepted-since";

    /** Annotation of a shadow Service: when an interception that nobody needs any more ends. */
    public static final String LINGER_UNTIL = "offshoot.dev/intercepted-until";

    /** Annotation of a shadow Service: when others took our key out of the Service's selector, separated by commas. */
    public static final String REVERSALS = "offshoot.dev/reversals";

    /** Kubernetes' label of an EndpointSlice: the Service it belongs to. */
    public static final String SERVICE_NAME = "kubernetes.io/service-name";

    /** Kubernetes' label of an EndpointSlice: who writes it. */
    public static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";

    /** Value of {@link #MANAGED_BY}: slices that say where the gateway listens for an intercepted Service. */
    public static final String MANAGER_INTERCEPTION = "offshoot.dev";

    /** Value of {@link #MANAGED_BY}: slices that repeat an intercepted Service's own endpoints while no gateway is ready. */
    public static final String MANAGER_BASELINE = "baseline.offshoot.dev";

    /** Value of {@link #MANAGED_BY}: slices that point at the gateway's end of a tunnel. */
    public static final String MANAGER_TUNNEL = "tunnel.offshoot.dev";

    /** Value of {@link #MANAGED_BY}: Kubernetes' slices of a Service with a selector. */
    public static final String MANAGER_ENDPOINTS = "endpointslice-controller.k8s.io";

    /** Value of {@link #MANAGED_BY}: Kubernetes' mirror of an Endpoints object. */
    public static final String MANAGER_MIRRORING = "endpointslicemirroring-controller.k8s.io";

    private Names() {}
}
