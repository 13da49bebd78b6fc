package dev.offshoot.routing.decision;

import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.host.ExposedHost;
import dev.offshoot.routing.host.HostForm;
import dev.offshoot.routing.host.HostMatch;
import dev.offshoot.routing.host.NearestNames;
import dev.offshoot.routing.snapshot.CompiledPort;
import dev.offshoot.routing.snapshot.CompiledService;
import dev.offshoot.routing.snapshot.Snapshot;
import dev.offshoot.routing.snapshot.Space;
import dev.offshoot.routing.snapshot.Unforwardable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The decisions that the gateway answers itself, with their texts: the value, what was expected, whose object it is. */
final class Refusals {
    private Refusals() {}

    static Decision badContext(String detail) {
        return new Decision.Refuse(ErrorCode.BAD_CONTEXT, detail, null, null, List.of());
    }

    static Decision unknownHost(Snapshot snapshot, HostMatch.Unknown unknown) {
        String host = unknown.shown();
        List<String> hosts = snapshot.hosts().stream().map(ExposedHost::host).toList();
        String value = host.isEmpty() ? "the request names no host" : "host " + host + " is not known";
        return new Decision.Refuse(
                ErrorCode.UNKNOWN_HOST,
                value + expected(hosts.size(), "host"),
                null,
                null,
                NearestHosts.of(snapshot, host));
    }

    static Decision unknownSpace(Snapshot snapshot, HostMatch.UnknownSpace unknown) {
        return new Decision.Refuse(
                ErrorCode.UNKNOWN_SPACE,
                "space " + unknown.space() + " of host " + unknown.host().prefixed(unknown.space(), unknown.form())
                        + " is not known" + expected(snapshot.spaceNames().size(), "space"),
                unknown.space(),
                null,
                NearestNames.of(unknown.space(), snapshot.spaceNames()));
    }

    static Decision ambiguous(HostMatch.Ambiguous ambiguous) {
        return new Decision.Refuse(
                ErrorCode.AMBIGUOUS_HOST,
                "host " + ambiguous.host() + " names several spaces: " + String.join(", ", ambiguous.spaces())
                        + " (expected: one; the form <space>.s.<host> is never ambiguous)",
                null,
                null,
                ambiguous.spaces().stream().limit(NearestNames.MOST).toList());
    }

    static Decision broken(Space space) {
        return new Decision.Refuse(
                ErrorCode.SPACE_BROKEN,
                "space " + space.name() + " is broken: " + space.broken(),
                space.name(),
                null,
                List.of());
    }

    static Decision notServed(ExposedHost host, Space space) {
        String because = space.root() != null && space.root().equals(host.root())
                ? "no space of its lineage exposes Service " + host.service()
                : "its root is " + space.root() + ", the host's "
                        + (host.root() == null ? "can't be told" : "is " + host.root());
        List<String> spaces = host.inRoot() ? List.of() : few(host.spaces());
        return new Decision.Refuse(
                ErrorCode.SPACE_NOT_SERVED,
                "host " + host.host() + " doesn't serve space " + space.name() + ": " + because
                        + (host.inRoot() ? "" : " (expected: " + serving(host) + ")"),
                space.name(),
                host.service(),
                spaces);
    }

    static Decision spaceNeeded(ExposedHost host) {
        return new Decision.Refuse(
                ErrorCode.SPACE_NEEDED,
                "host " + host.host() + " is exposed only in child spaces (expected: a host prefixed with one, such as "
                        + host.prefixed(few(host.spaces()).getFirst(), HostForm.SINGLE_LABEL) + "); " + serving(host),
                null,
                host.service(),
                few(host.spaces()));
    }

    private static String serving(ExposedHost host) {
        int more = host.spaces().size() - NearestNames.MOST;
        String named = String.join(", ", few(host.spaces()));
        return "it serves " + named + (more > 0 ? " and " + more + " more" : "") + " and what descends from them";
    }

    static Decision unknownService(Snapshot snapshot, String context, ServiceKey called) {
        List<String> names = snapshot.serviceNames(called.namespace());
        return new Decision.Refuse(
                ErrorCode.UNKNOWN_SERVICE,
                "Service " + called + " is not known"
                        + expected(names.size(), "Service of namespace " + called.namespace()),
                context,
                called.toString(),
                NearestNames.of(called.name(), names));
    }

    static Decision unsupported(String context, CompiledService service) {
        return refuse(ErrorCode.UNSUPPORTED_SERVICE, Unforwardable.why(service), context, service.key());
    }

    /** The called Service has no port that its URL could mean. */
    static Decision noExposedPort(String context, CompiledService called) {
        return refuse(
                ErrorCode.PORT_MISMATCH,
                "Service " + called.key()
                        + " has no port that its URL could mean (expected: the one that offshoot.dev/expose"
                        + " names, else http, else 80, else a single one; it has " + ports(called) + ")",
                context,
                called.key());
    }

    static Decision noPort(
            String context, ServiceKey called, CompiledService answering, String portName, int portNumber) {
        return refuse(
                ErrorCode.PORT_MISMATCH,
                "Service " + answering.key() + " has no port for port " + shown(portName, portNumber) + " of Service "
                        + called + " (expected: a TCP port of that name, of that number, or a single one; it has "
                        + ports(answering) + ")",
                context,
                answering.key());
    }

    static Decision noEndpoints(String context, CompiledService service, CompiledPort port) {
        String detail = service.tunnelOwner() != null
                ? "Service " + service.key() + " is a local process of " + service.tunnelOwner()
                        + (port.known() == 0 ? ", which is not connected" : ", which listens on no port now")
                : "Service " + service.key() + " has no endpoint that takes requests on port "
                        + shown(port.backend().portName(), port.backend().portNumber()) + " (0 of " + port.known()
                        + " are ready)";
        return refuse(ErrorCode.NO_ENDPOINTS, detail, context, service.key());
    }

    private static Decision refuse(ErrorCode code, String detail, @Nullable String space, ServiceKey service) {
        return new Decision.Refuse(code, detail, space, service.toString(), List.of());
    }

    private static String expected(int count, String what) {
        return " (expected: "
                + (count == 1 ? "the one " + what + " there is" : "one of the " + count + " " + what + "s there are")
                + ")";
    }

    private static List<String> few(Collection<String> names) {
        return names.stream().sorted().limit(NearestNames.MOST).toList();
    }

    private static String ports(CompiledService service) {
        if (service.ports().isEmpty()) {
            return "no TCP port";
        }
        List<String> shown = new ArrayList<>();
        service.ports()
                .forEach(port -> shown.add(
                        shown(port.backend().portName(), port.backend().portNumber())));
        return String.join(", ", shown);
    }

    static String shown(String name, int number) {
        return name.isEmpty() ? String.valueOf(number) : name + " (" + number + ")";
    }
}
