package dev.offshoot.routing.problem;

/** What kind of problem it is: stable, for tools. Shown in kebab case, as {@link #code()} gives it. */
public enum ProblemCode {
    /** An object that doesn't have the form its kind wants; the object is left out. */
    MALFORMED_OBJECT,
    /** Two objects of one kind and name in the files; the first path wins. */
    DUPLICATE_OBJECT,
    /** A file that can't be read as YAML or JSON; its last good objects stay. */
    UNREADABLE_FILE,
    /** A label or annotation of ours with a value that isn't one of its values; the value is ignored. */
    BAD_VALUE,
    /** A namespace whose name can't be a space's. Breaks the space. */
    BAD_SPACE_NAME,
    /** A space with both a root label and a parent. Breaks the space. */
    ROOT_WITH_PARENT,
    /** A parent that is no space. Breaks the space and what descends from it. */
    MISSING_PARENT,
    /** A join that is no space. Breaks the space and what descends from it. */
    MISSING_JOIN,
    /** A space that is its own ancestor. Breaks all that lead into the cycle. */
    PARENT_CYCLE,
    /** A space whose lineage passes a broken space. */
    BROKEN_ANCESTOR,
    /** A host that an older Service has. */
    HOST_TAKEN,
    /** A host that is also a prefixed host of a space: the exact host wins. */
    AMBIGUOUS_HOST,
    /** A host that is under none of the gateway's domains, or no host name at all; or one asked for outside any space. */
    BAD_HOST,
    /** An {@code offshoot.dev/expose} port that the Service doesn't have, or none that could be chosen. */
    BAD_EXPOSED_PORT,
    /** Two spaces whose trace tags are equal; neither is healed by its tag. */
    TRACE_TAG_CLASH,
    /** An override that is headless or an ExternalName. Calls to it are refused. */
    UNSUPPORTED_OVERRIDE,
    /** An endpoint whose address the gateway never forwards to. */
    FORBIDDEN_ADDRESS,
    /** A port of an interception slice that names no port of its Service, or a slice of a Service that isn't there. */
    UNKNOWN_LISTENER_PORT,
    /** A listening port that another Service has, or that couldn't be opened. */
    LISTENER_TAKEN,
    /** A Service whose interception is wanted and can't be had; in-cluster calls reach its own endpoints. */
    NOT_INTERCEPTABLE,
    /** An override on a port whose requests can't be read, so that its space's calls reach the overridden Service. */
    CONTEXT_UNREADABLE,
    /** An endpoint that a gateway couldn't reach; its Service isn't intercepted or, if it is already, calls to that endpoint fail. */
    UNREACHABLE,
    /** A Service whose selector others keep putting back; it is no longer intercepted. */
    CONFLICT,
    /** No listening port is left for a Service that is to be intercepted. */
    NO_LISTENING_PORT,
    /** A Pod with the gateways' labels whose word can't be taken; it isn't among the replicas. */
    DOUBTFUL_REPLICA,
    /** A DevSpace for a namespace that nobody made a space and Offshoot didn't create; the namespace is left alone. */
    NAMESPACE_NOT_OURS,
    /** A label or annotation that a DevSpace asks for and somebody else writes otherwise; theirs stays. */
    NAMESPACE_CONFLICT,
    /** Something in a created namespace that stands where a DevSpace's role binding, or a copy of its root's limits, should. */
    NAME_TAKEN,
    /** A namespace of a DevSpace that the API server doesn't take as it should be. */
    NAMESPACE_REFUSED,
    /** An override behind which nobody is ready. */
    OVERRIDE_WITHOUT_ENDPOINTS,
    /** An override without a port that its callers know from the overridden Service. */
    PORT_MISMATCH,
    /** A lineage that is too long for a Pod's DNS search paths: short names of ancestors don't resolve in the space. */
    LINEAGE_TOO_DEEP;

    /** The code as users see it, such as {@code missing-parent}. */
    public String code() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** The code as Kubernetes writes reasons, such as {@code MissingParent}. */
    public String reason() {
        StringBuilder reason = new StringBuilder();
        for (String word : code().split("-", -1)) {
            reason.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
        }
        return reason.toString();
    }
}
