package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.context.KnownSpaces;
import dev.offshoot.routing.context.ReadOptions;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.host.ExposedHost;
import dev.offshoot.routing.host.HostForm;
import dev.offshoot.routing.host.HostMatch;
import dev.offshoot.routing.host.HostTableCompiler;
import dev.offshoot.routing.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one value that every request reads: all spaces, hosts, Services and listeners, compiled from facts. Immutable; two
 * snapshots of equal facts under one configuration are equal. Read the published reference once per request and pass the value
 * on.
 */
public final class Snapshot implements KnownSpaces {
    /** Of no facts and no configuration. */
    public static final Snapshot EMPTY = new Snapshot(
            new RoutingConfig(List.of(), List.of(), null),
            Map.of(),
            SpaceTree.EMPTY,
            ServiceIndex.EMPTY,
            HostTableCompiler.Result.EMPTY,
            AddressTable.EMPTY,
            AddressTable.EMPTY,
            Listeners.EMPTY,
            List.of());

    private final RoutingConfig config;
    private final Map<String, CompiledNamespace> namespaces;
    private final SpaceTree tree;
    private final ServiceIndex services;
    private final HostTableCompiler.Result hosts;
    private final AddressTable pods;
    private final AddressTable callers;
    private final Listeners listeners;
    private final List<Problem> problems;
    private final List<ReadOptions> readOptions;

    Snapshot(
            RoutingConfig config,
            Map<String, CompiledNamespace> namespaces,
            SpaceTree tree,
            ServiceIndex services,
            HostTableCompiler.Result hosts,
            AddressTable pods,
            AddressTable callers,
            Listeners listeners,
            List<Problem> problems) {
        this.config = config;
        this.namespaces = namespaces;
        this.tree = tree;
        this.services = services;
        this.hosts = hosts;
        this.pods = pods;
        this.callers = callers;
        this.listeners = listeners;
        this.problems = problems;
        this.readOptions = List.of(
                new ReadOptions(false, false, config.aliasHeaders()),
                new ReadOptions(false, true, config.aliasHeaders()),
                new ReadOptions(true, false, config.aliasHeaders()),
                new ReadOptions(true, true, config.aliasHeaders()));
    }

    public RoutingConfig config() {
        return config;
    }

    /** What a context may be read from: the same objects for every request. */
    public ReadOptions readOptions(boolean trustContext, boolean contextFromOrigin) {
        return readOptions.get((trustContext ? 2 : 0) + (contextFromOrigin ? 1 : 0));
    }

    /** All problems, sorted. */
    public List<Problem> problems() {
        return problems;
    }

    /** Sorted by port. */
    public List<Listener> listeners() {
        return List.copyOf(listeners.byPort().values());
    }

    public @Nullable Listener listener(int port) {
        return listeners.at(port);
    }

    /** A space, also a broken one; null where no namespace of that name is a space. */
    public @Nullable Space space(String name) {
        return tree.space(name);
    }

    /** Names of all spaces, also of broken ones, sorted. */
    public List<String> spaceNames() {
        return tree.names();
    }

    /** The Services of one name by their namespaces; shadows are none. */
    public Map<String, CompiledService> servicesNamed(String service) {
        return services.named(service);
    }

    /** Names of a namespace's Services, sorted. */
    public List<String> serviceNames(String namespace) {
        CompiledNamespace compiled = namespaces.get(namespace);
        return compiled == null
                ? List.of()
                : compiled.services().keySet().stream().sorted().toList();
    }

    public @Nullable CompiledService service(ServiceKey key) {
        return services.service(key);
    }

    /** Sorted by host. */
    public List<ExposedHost> hosts() {
        return hosts.table().hosts();
    }

    /** What a request's {@code Host} or {@code :authority} names. */
    public HostMatch match(@Nullable String authority) {
        return hosts.table().match(authority, tree.inHosts());
    }

    /**
     * Whether a host serves a space: the space isn't broken, is of the host's root, and the root's Service asks for the host or
     * that of a space in the lineage does.
     */
    public boolean serves(ExposedHost host, Space space) {
        return space.broken() == null
                && space.root() != null
                && space.root().equals(host.root())
                && (host.inRoot() || claimant(host, space) != null);
    }

    /** The first space of a lineage whose Service asks for the host; null where none does. */
    public @Nullable String claimant(ExposedHost host, Space space) {
        List<String> lineage = space.lineage();
        for (int i = 0; i < lineage.size(); i++) {
            if (host.spaces().contains(lineage.get(i))) {
                return lineage.get(i);
            }
        }
        return null;
    }

    /**
     * Whether a Service stands before another of its name in its own space's lineage. Linear in the lineage.
     */
    public boolean overrides(ServiceKey service) {
        Space space = tree.space(service.namespace());
        Map<String, CompiledService> named = services.named(service.name());
        return space != null
                && named.size() > 1
                && space.lineage().stream()
                        .anyMatch(ancestor -> !ancestor.equals(service.namespace()) && named.containsKey(ancestor));
    }

    /** All spaces, also broken ones, sorted by name. */
    public List<SpaceView> spaces() {
        return new Views(this, namespaces).spaces();
    }

    /** A space, also a broken one; null where no namespace of that name is a space. Linear in the hosts. */
    public @Nullable SpaceView view(String space) {
        Space known = tree.space(space);
        return known == null ? null : new Views(this, namespaces).view(known);
    }

    /** Names of a space's Services that an ancestor has too, sorted; empty where there is no such space. */
    public List<String> overrides(String space) {
        return serviceNames(space).stream()
                .filter(service -> overrides(new ServiceKey(space, service)))
                .toList();
    }

    /** The Services visible in a space, sorted by name; empty where there is no such space or it is broken. */
    public List<RouteView> routes(String space) {
        return new Views(this, namespaces).routes(space);
    }

    /**
     * The host under which {@code space} is served where others use {@code host}.
     *
     * @param host a host of ours without prefix and port, lower-case
     * @param form the wanted form; the host itself for {@link HostForm#BARE}. Where a host has no single-label form of its own
     *     its Service's other host is given or, without one, the dotted form
     * @return null where {@code host} is none of ours or doesn't serve the space
     */
    public @Nullable String prefixedHost(String host, String space, HostForm form) {
        ExposedHost exposed = hosts.table().host(host);
        Space known = tree.space(space);
        if (exposed == null || known == null || !serves(exposed, known)) {
            return null;
        }
        return exposed.prefixed(known.name(), form);
    }

    @Override
    public boolean isSpace(String name) {
        return tree.space(name) != null;
    }

    @Override
    public @Nullable String spaceOfTraceTag(long tag) {
        return tree.tags().spaceOf(tag);
    }

    @Override
    public @Nullable String spaceOfPod(String address) {
        return pods.ownerOf(address);
    }

    @Override
    public @Nullable String spaceOfHost(String authority) {
        return match(authority) instanceof HostMatch.Ours ours ? ours.space() : null;
    }

    /** The Service, as {@code namespace/name}, whose endpoint has this address; null where none or more than one has. */
    public @Nullable String serviceAt(String address) {
        return callers.ownerOf(address);
    }

    @Override
    public @Nullable String rootOf(String space) {
        return tree.rootOf(space);
    }

    @Override
    public long traceTagOf(String space) {
        Space known = tree.space(space);
        return known == null ? 0 : known.traceTag();
    }

    Map<String, CompiledNamespace> namespaces() {
        return namespaces;
    }

    SpaceTree tree() {
        return tree;
    }

    ServiceIndex index() {
        return services;
    }

    HostTableCompiler.Result hostResult() {
        return hosts;
    }

    AddressTable pods() {
        return pods;
    }

    AddressTable callers() {
        return callers;
    }

    Listeners listenerTable() {
        return listeners;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Snapshot that
                && config.equals(that.config)
                && namespaces.equals(that.namespaces)
                && problems.equals(that.problems);
    }

    @Override
    public int hashCode() {
        return Objects.hash(config, namespaces, problems);
    }

    @Override
    public String toString() {
        return "Snapshot[" + tree.names().size() + " spaces, " + hosts().size() + " hosts, "
                + listeners.byPort().size() + " listeners, " + problems.size() + " problems]";
    }
}
