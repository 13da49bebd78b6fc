package dev.offshoot.routing.decision;

import dev.offshoot.routing.context.ContextRead;
import dev.offshoot.routing.context.ContextReader;
import dev.offshoot.routing.context.ReadOptions;
import dev.offshoot.routing.context.RequestView;
import dev.offshoot.routing.context.SeenTraces;
import dev.offshoot.routing.context.Source;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.host.HostForm;
import dev.offshoot.routing.host.HostMatch;
import dev.offshoot.routing.snapshot.Listener;
import dev.offshoot.routing.snapshot.Snapshot;
import dev.offshoot.routing.snapshot.Space;
import org.jspecify.annotations.Nullable;

/**
 * Routes what arrives at an interception listener: a call to the listener's Service, whatever the host, though a space's prefix
 * before a host of ours names the context here too (and is refused as at a URL listener where it names none or several). A call
 * that nothing names a space for goes to the called Service itself even if its own space is broken: without interception it would,
 * and no lineage is needed for it.
 */
final class InterceptionRouter {
    private InterceptionRouter() {}

    static Routing route(Snapshot snapshot, Listener listener, RequestView request, SeenTraces seen) {
        ServiceKey called = listener.called().service();
        return switch (snapshot.match(request.authority())) {
            case HostMatch.Ours ours
            when ours.space() != null ->
                read(
                        snapshot,
                        listener,
                        request,
                        seen,
                        ours.space(),
                        ours.host().host(),
                        ours.form());
            case HostMatch.Ours ours -> read(snapshot, listener, request, seen, null, null, HostForm.BARE);
            case HostMatch.Unknown unknown -> read(snapshot, listener, request, seen, null, null, HostForm.BARE);
            case HostMatch.UnknownSpace unknown ->
                new Routing(
                        Refusals.unknownSpace(snapshot, unknown),
                        called,
                        null,
                        unknown.host().host(),
                        unknown.form(),
                        false);
            case HostMatch.Ambiguous ambiguous ->
                new Routing(Refusals.ambiguous(ambiguous), called, null, null, HostForm.SINGLE_LABEL, false);
        };
    }

    private static Routing read(
            Snapshot snapshot,
            Listener listener,
            RequestView request,
            SeenTraces seen,
            @Nullable String urlSpace,
            @Nullable String host,
            HostForm form) {
        ServiceKey called = listener.called().service();
        ReadOptions options = snapshot.readOptions(true, listener.contextFromOrigin());
        return switch (ContextReader.read(request, snapshot, seen, options, called.namespace(), urlSpace)) {
            case ContextRead.Rejected rejected ->
                new Routing(Refusals.badContext(rejected.detail()), called, null, host, form, false);
            case ContextRead.Found found ->
                new Routing(
                        decide(snapshot, listener, found),
                        called,
                        found.source(),
                        host,
                        form,
                        options.dependsOnOrigin(found.source()),
                        found.ignored());
        };
    }

    private static Decision decide(Snapshot snapshot, Listener listener, ContextRead.Found found) {
        Space context = snapshot.space(found.space());
        if (context != null && context.broken() != null && found.source() != Source.CALLED_SERVICE) {
            return Refusals.broken(context);
        }
        Backend called = listener.called();
        return Decider.decide(
                snapshot,
                context,
                found.space(),
                called.service(),
                called.portName(),
                called.portNumber(),
                found.notice());
    }
}
