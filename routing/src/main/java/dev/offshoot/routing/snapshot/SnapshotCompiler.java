package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.facts.SpaceFact;
import dev.offshoot.routing.host.Claim;
import dev.offshoot.routing.host.HostTableCompiler;
import dev.offshoot.routing.problem.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The stage that turns facts into a snapshot. Pure; never fails: what can't be honoured is a problem in the result. A namespace
 * whose facts are the same object as before, or route alike, isn't compiled again, and what depends on several namespaces is made
 * again only where one of its inputs changed.
 */
public final class SnapshotCompiler {
    /** A namespace that changed; {@code before} or {@code after} is null where it came or went. */
    private record Change(
            String name,
            @Nullable CompiledNamespace before,
            @Nullable CompiledNamespace after) {}

    private final Snapshot previous;
    private final Facts facts;
    private final RoutingConfig config;
    private final boolean sameConfig;
    private final Map<String, CompiledNamespace> before;
    private final Map<String, CompiledNamespace> namespaces;
    private final Map<String, Change> changes = new HashMap<>();

    private SnapshotCompiler(Snapshot previous, Facts facts, RoutingConfig config) {
        this.previous = previous;
        this.facts = facts;
        this.config = config;
        this.sameConfig = config.equals(previous.config());
        this.before = previous.namespaces();
        this.namespaces = new HashMap<>(before);
    }

    /**
     * The snapshot of these facts. Parts of {@code previous} whose facts are the same stand in the result as the same objects; if
     * nothing changed the result is {@code previous} itself. Callers keep the objects of unchanged facts: equal ones are found
     * equal, but only by comparing them whole.
     */
    public static Snapshot compile(Snapshot previous, Facts facts, RoutingConfig config) {
        return new SnapshotCompiler(previous, facts, config).compile();
    }

    private Snapshot compile() {
        compileNamespaces();
        SpaceTree tree = tree();
        addTunnelServices(tree);
        ServiceIndex services = services();
        HostTableCompiler.Result hosts = hosts(tree);
        AddressTable pods = pods();
        AddressTable callers = callers();
        Listeners listeners = listeners(services);
        Snapshot draft = new Snapshot(config, namespaces, tree, services, hosts, pods, callers, listeners, List.of());
        List<Problem> problems = problems(draft);
        if (sameConfig && changes.isEmpty() && problems.equals(previous.problems())) {
            return previous;
        }
        return new Snapshot(config, namespaces, tree, services, hosts, pods, callers, listeners, problems);
    }

    private void compileNamespaces() {
        for (NamespaceFacts now : facts.namespaces()) {
            CompiledNamespace old = before.get(now.name());
            if (old != null && sameConfig && old.facts() == now) {
                continue;
            }
            if (old != null && sameConfig && old.facts().routesAs(now)) {
                namespaces.put(now.name(), old.with(now));
                continue;
            }
            change(now.name(), NamespaceCompiler.compile(now, old, config.domains()));
        }
        if (namespaces.size() > facts.namespaces().size()) {
            for (String name : before.keySet()) {
                if (facts.namespace(name) == null) {
                    change(name, null);
                }
            }
        }
    }

    private void change(String name, @Nullable CompiledNamespace after) {
        changes.put(name, new Change(name, before.get(name), after));
        if (after == null) {
            namespaces.remove(name);
        } else {
            namespaces.put(name, after);
        }
    }

    private SpaceTree tree() {
        boolean sameKey = sameConfig
                || Arrays.equals(config.traceTagKey(), previous.config().traceTagKey());
        if (sameKey
                && changes.values().stream()
                        .allMatch(change -> Objects.equals(space(change.before), space(change.after)))) {
            return previous.tree();
        }
        List<SpaceFact> spaces = new ArrayList<>();
        for (CompiledNamespace namespace : namespaces.values()) {
            SpaceFact space = namespace.facts().space();
            if (space != null) {
                spaces.add(space);
            }
        }
        return SpaceTreeCompiler.compile(spaces, previous.tree(), config.traceTagKey(), sameKey);
    }

    private static @Nullable SpaceFact space(@Nullable CompiledNamespace namespace) {
        return namespace == null ? null : namespace.facts().space();
    }

    private void addTunnelServices(SpaceTree tree) {
        TunnelServices tunnels = new TunnelServices(namespaces, tree);
        List<CompiledNamespace> having = namespaces.values().stream()
                .filter(namespace -> !namespace.tunnelOnly().isEmpty())
                .toList();
        for (CompiledNamespace namespace : having) {
            String name = namespace.facts().name();
            CompiledNamespace added = tunnels.addedTo(namespace, before.get(name));
            if (added != namespace) {
                change(name, added);
            }
        }
    }

    private ServiceIndex services() {
        return previous.index()
                .with(changes.values().stream()
                        .map(change ->
                                new ServiceIndex.Change(change.name, services(change.before), services(change.after)))
                        .toList());
    }

    private static Map<String, CompiledService> services(@Nullable CompiledNamespace namespace) {
        return namespace == null ? Map.of() : namespace.services();
    }

    private HostTableCompiler.Result hosts(SpaceTree tree) {
        if (sameConfig && tree == previous.tree() && changes.values().stream().allMatch(SnapshotCompiler::sameClaims)) {
            return previous.hostResult();
        }
        List<Claim> claims = new ArrayList<>();
        namespaces.values().forEach(namespace -> claims.addAll(namespace.claims()));
        return HostTableCompiler.compile(claims, config.domains(), tree.inHosts(), tree::rootOf);
    }

    private static boolean sameClaims(Change change) {
        return claims(change.before).equals(claims(change.after));
    }

    private static List<Claim> claims(@Nullable CompiledNamespace namespace) {
        return namespace == null ? List.of() : namespace.claims();
    }

    private AddressTable pods() {
        return previous.pods()
                .with(changes.values().stream()
                        .map(change -> AddressOwners.pods(change.name, facts(change.before), facts(change.after)))
                        .toList());
    }

    private AddressTable callers() {
        return previous.callers()
                .with(changes.values().stream()
                        .map(change -> AddressOwners.endpoints(change.name, facts(change.before), facts(change.after)))
                        .flatMap(List::stream)
                        .toList());
    }

    private static @Nullable NamespaceFacts facts(@Nullable CompiledNamespace namespace) {
        return namespace == null ? null : namespace.facts();
    }

    private Listeners listeners(ServiceIndex services) {
        List<ListenerClaim> claims = new ArrayList<>();
        for (CompiledNamespace namespace : namespaces.values()) {
            claims.addAll(namespace.listeners());
        }
        return Listeners.of(claims, services, previous.listenerTable());
    }

    private List<Problem> problems(Snapshot draft) {
        TreeSet<Problem> problems = new TreeSet<>(facts.problems());
        problems.addAll(draft.tree().problems());
        problems.addAll(draft.hostResult().problems());
        problems.addAll(draft.listenerTable().problems());
        for (CompiledNamespace namespace : namespaces.values()) {
            problems.addAll(namespace.problems());
            for (String name : namespace.unaddressed()) {
                ServiceKey key = new ServiceKey(namespace.facts().name(), name);
                CompiledService service = draft.service(key);
                if (service != null && draft.overrides(key)) {
                    problems.add(Unforwardable.problem(service));
                }
            }
        }
        return List.copyOf(problems);
    }
}
