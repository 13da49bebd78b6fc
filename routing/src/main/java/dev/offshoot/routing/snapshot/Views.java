package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.decision.Backend;
import dev.offshoot.routing.host.ExposedHost;
import dev.offshoot.routing.host.HostForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Renders a snapshot for people: computed when asked for. */
final class Views {
    private final Snapshot snapshot;
    private final Map<String, CompiledNamespace> namespaces;

    Views(Snapshot snapshot, Map<String, CompiledNamespace> namespaces) {
        this.snapshot = snapshot;
        this.namespaces = namespaces;
    }

    List<SpaceView> spaces() {
        return snapshot.tree().spaces().stream().map(this::view).toList();
    }

    SpaceView view(Space space) {
        return new SpaceView(
                space.name(),
                space.root(),
                space.parent(),
                space.joins(),
                space.lineage(),
                space.broken(),
                snapshot.overrides(space.name()),
                urls(space));
    }

    private List<String> urls(Space space) {
        TreeSet<String> urls = new TreeSet<>();
        for (ExposedHost host : snapshot.hosts()) {
            if (snapshot.serves(host, space)) {
                urls.add(host.prefixed(space.name(), space.child() ? HostForm.SINGLE_LABEL : HostForm.BARE));
            }
        }
        return new ArrayList<>(urls);
    }

    List<RouteView> routes(String name) {
        Space space = snapshot.space(name);
        if (space == null || space.broken() != null) {
            return List.of();
        }
        TreeSet<String> visible = new TreeSet<>();
        space.lineage().forEach(one -> visible.addAll(servicesIn(one)));
        return visible.stream().map(service -> route(space, service)).toList();
    }

    private RouteView route(Space space, String name) {
        Map<String, CompiledService> named = snapshot.servicesNamed(name);
        List<CompiledService> having = space.lineage().stream()
                .filter(named::containsKey)
                .map(one -> Objects.requireNonNull(named.get(one)))
                .toList();
        CompiledService answering = having.getFirst();
        List<Backend> backends =
                answering.ports().stream().map(CompiledPort::backend).toList();
        return new RouteView(
                having.getLast().key(),
                answering.key(),
                having.size() > 1,
                backends,
                answering.tunnelOwner(),
                unusable(answering));
    }

    private @Nullable String unusable(CompiledService service) {
        return Unforwardable.is(snapshot, service) ? Unforwardable.why(service) : null;
    }

    private TreeSet<String> servicesIn(String namespace) {
        CompiledNamespace compiled = namespaces.get(namespace);
        return compiled == null
                ? new TreeSet<>()
                : new TreeSet<>(compiled.services().keySet());
    }
}
