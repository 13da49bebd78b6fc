package dev.offshoot.routing.decision;

import dev.offshoot.routing.context.ContextRead;
import dev.offshoot.routing.context.ContextReader;
import dev.offshoot.routing.context.ReadOptions;
import dev.offshoot.routing.context.RequestView;
import dev.offshoot.routing.context.SeenTraces;
import dev.offshoot.routing.context.Source;
import dev.offshoot.routing.host.ExposedHost;
import dev.offshoot.routing.host.HostForm;
import dev.offshoot.routing.host.HostMatch;
import dev.offshoot.routing.snapshot.CompiledService;
import dev.offshoot.routing.snapshot.Snapshot;
import dev.offshoot.routing.snapshot.Space;
import org.jspecify.annotations.Nullable;

/**
 * Routes what arrives at a URL listener. The called Service is the root's, if that asks for the host, else that of the first space
 * of the context's lineage which does. A space that the host doesn't serve is a refusal if the URL names it; named by anything
 * else, the request is the root's and is told so. A broken space is a refusal, whatever names it.
 */
final class UrlRouter {
    private UrlRouter() {}

    static Routing route(Snapshot snapshot, Arrival.Url arrival, RequestView request, SeenTraces seen) {
        return switch (snapshot.match(request.authority())) {
            case HostMatch.Ours ours -> ours(snapshot, arrival, request, seen, ours);
            case HostMatch.UnknownSpace unknown ->
                refused(Refusals.unknownSpace(snapshot, unknown), unknown.host().host(), unknown.form());
            case HostMatch.Ambiguous ambiguous -> refused(Refusals.ambiguous(ambiguous), null, HostForm.SINGLE_LABEL);
            case HostMatch.Unknown unknown -> refused(Refusals.unknownHost(snapshot, unknown), null, HostForm.BARE);
        };
    }

    private static Routing refused(Decision decision, @Nullable String host, HostForm form) {
        return new Routing(decision, null, null, host, form, false);
    }

    private static Routing ours(
            Snapshot snapshot, Arrival.Url arrival, RequestView request, SeenTraces seen, HostMatch.Ours ours) {
        ReadOptions options = options(snapshot, arrival, ours.host());
        ContextRead read = ContextReader.read(request, snapshot, seen, options, calledSpace(ours.host()), ours.space());
        return switch (read) {
            case ContextRead.Rejected rejected ->
                refused(Refusals.badContext(rejected.detail()), ours.host().host(), ours.form());
            case ContextRead.Found found ->
                found(snapshot, ours, found, options.dependsOnOrigin(found.source()))
                        .ignoring(found.ignored());
        };
    }

    /** What the called Service of a host lets a context be read from. */
    static ReadOptions options(Snapshot snapshot, Arrival.Url arrival, ExposedHost host) {
        CompiledService root =
                host.inRoot() ? snapshot.servicesNamed(host.service()).get(calledSpace(host)) : null;
        boolean fromOrigin = root == null ? host.contextFromOrigin() : root.contextFromOrigin();
        return snapshot.readOptions(arrival.trustContext(), fromOrigin);
    }

    /** The space whose Service a host names where nothing names another. */
    static String calledSpace(ExposedHost host) {
        return host.root() != null ? host.root() : host.oldest();
    }

    private static Routing found(Snapshot snapshot, HostMatch.Ours ours, ContextRead.Found found, boolean fromOrigin) {
        ExposedHost host = ours.host();
        Space space = snapshot.space(found.space());
        if (space == null) {
            return new Routing(Refusals.spaceNeeded(host), null, found.source(), host.host(), ours.form(), fromOrigin);
        }
        if (space.broken() != null) {
            return new Routing(Refusals.broken(space), null, found.source(), host.host(), ours.form(), fromOrigin);
        }
        if (snapshot.serves(host, space)) {
            return served(snapshot, ours, space, found.source(), fromOrigin, found.notice());
        }
        return notServed(snapshot, ours, space, found, fromOrigin);
    }

    private static Routing notServed(
            Snapshot snapshot, HostMatch.Ours ours, Space space, ContextRead.Found found, boolean fromOrigin) {
        ExposedHost host = ours.host();
        Space root = host.inRoot() && host.root() != null ? snapshot.space(host.root()) : null;
        if (found.source() != Source.URL_PREFIX && root != null) {
            String notice = Notices.notServed(found.notice(), space.name(), found.source(), host.host(), root.name());
            return root.broken() == null
                    ? served(snapshot, ours, root, Source.CALLED_SERVICE, fromOrigin, notice)
                    : new Routing(
                            Refusals.broken(root), null, Source.CALLED_SERVICE, host.host(), ours.form(), fromOrigin);
        }
        Decision refusal =
                found.source() == Source.URL_PREFIX ? Refusals.notServed(host, space) : Refusals.spaceNeeded(host);
        return new Routing(refusal, null, found.source(), host.host(), ours.form(), fromOrigin);
    }

    private static Routing served(
            Snapshot snapshot,
            HostMatch.Ours ours,
            Space space,
            Source source,
            boolean fromOrigin,
            @Nullable String notice) {
        ExposedHost host = ours.host();
        String claimant = host.inRoot() ? host.root() : snapshot.claimant(host, space);
        CompiledService called =
                claimant == null ? null : snapshot.servicesNamed(host.service()).get(claimant);
        if (called == null) {
            return new Routing(Refusals.notServed(host, space), null, source, host.host(), ours.form(), fromOrigin);
        }
        Decision decision = called.exposed() == null
                ? Refusals.noExposedPort(space.name(), called)
                : Decider.decide(
                        snapshot,
                        space,
                        space.name(),
                        called.key(),
                        called.exposed().backend().portName(),
                        called.exposed().backend().portNumber(),
                        notice);
        return new Routing(decision, called.key(), source, host.host(), ours.form(), fromOrigin);
    }
}
