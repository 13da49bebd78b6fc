package dev.offshoot.routing.decision;

import dev.offshoot.routing.context.ContextRead;
import dev.offshoot.routing.context.ContextReader;
import dev.offshoot.routing.context.KnownSpaces;
import dev.offshoot.routing.context.ReadOptions;
import dev.offshoot.routing.context.RequestView;
import dev.offshoot.routing.context.SeenTraces;
import dev.offshoot.routing.context.Source;
import dev.offshoot.routing.facts.EndpointFact;
import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.facts.Fallback;
import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.facts.PortFact;
import dev.offshoot.routing.facts.ServiceFact;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.facts.ServiceKind;
import dev.offshoot.routing.facts.SliceFact;
import dev.offshoot.routing.facts.SliceOrigin;
import dev.offshoot.routing.facts.SpaceFact;
import dev.offshoot.routing.facts.Transport;
import dev.offshoot.routing.facts.TunnelFact;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Routing written down a second time, straight from the prose, by recursion and linear search on the facts: what the real one is
 * compared with. Only the context's reader is shared; it has a naive twin of its own.
 */
final class NaiveRouter implements KnownSpaces {
    private final Facts facts;
    private final List<String> domains;

    private record Claim(String host, ServiceFact service) {}

    /** A Service, or a Tunnel without one. */
    private record Served(ServiceKey key, ServiceKind kind, List<PortFact> ports, ServiceFact object) {}

    NaiveRouter(Facts facts, List<String> domains) {
        this.facts = facts;
        this.domains = domains;
    }

    String url(RequestView request, boolean trust) {
        String host = plainHost(request.authority());
        if (owner(host) != null) {
            return bare(request, trust, host);
        }
        String[] dotted = host.split("\\.s\\.", 2);
        boolean dottedForm =
                dotted.length == 2 && !dotted[0].isEmpty() && !dotted[0].contains(".") && owner(dotted[1]) != null;
        if (dottedForm && isSpace(dotted[0])) {
            return prefixed(request, trust, dotted[1], dotted[0]);
        }
        List<String[]> splits = splits(host);
        List<String[]> known =
                splits.stream().filter(split -> isSpace(split[0])).toList();
        if (known.size() > 1) {
            return "AMBIGUOUS_HOST";
        }
        if (known.size() == 1) {
            return prefixed(request, trust, known.getFirst()[1], known.getFirst()[0]);
        }
        return dottedForm || !splits.isEmpty() ? "UNKNOWN_SPACE" : "UNKNOWN_HOST";
    }

    /** The ways to read a host as {@code <space>--<host>}. */
    private List<String[]> splits(String host) {
        List<String[]> splits = new ArrayList<>();
        String label = host.split("\\.", 2)[0];
        for (int i = 1; i + 2 < label.length(); i++) {
            String right = host.substring(Math.min(i + 2, host.length()));
            if (label.startsWith("--", i)
                    && owner(right) != null
                    && domains.stream().anyMatch(domain -> right.endsWith("." + domain))) {
                splits.add(new String[] {label.substring(0, i), right});
            }
        }
        return splits;
    }

    private static String plainHost(String authority) {
        String host = authority.toLowerCase(Locale.ROOT).replaceAll(":[0-9]*$", "");
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private String prefixed(RequestView request, boolean trust, String host, String space) {
        ContextRead read = ContextReader.read(
                request, this, SeenTraces.NONE, new ReadOptions(trust, false, List.of()), calledSpace(host), space);
        if (read instanceof ContextRead.Rejected) {
            return "BAD_CONTEXT";
        }
        if (broken(space)) {
            return "SPACE_BROKEN " + space;
        }
        return serves(host, space) ? inSpace(host, space) : "SPACE_NOT_SERVED " + space;
    }

    private String bare(RequestView request, boolean trust, String host) {
        boolean fromOrigin = inRoot(host)
                ? serviceOf(calledSpace(host), owner(host).key().name()).contextFromOrigin()
                : claimants(host).stream().anyMatch(ServiceFact::contextFromOrigin);
        ContextRead read = ContextReader.read(
                request, this, SeenTraces.NONE, new ReadOptions(trust, fromOrigin, List.of()), calledSpace(host), null);
        if (!(read instanceof ContextRead.Found found)) {
            return "BAD_CONTEXT";
        }
        if (broken(found.space())) {
            return "SPACE_BROKEN " + found.space();
        }
        if (serves(host, found.space())) {
            return inSpace(host, found.space());
        }
        if (!inRoot(host)) {
            return "SPACE_NEEDED";
        }
        String root = calledSpace(host);
        return broken(root)
                ? "SPACE_BROKEN " + root
                : inSpace(host, root) + (isForward(inSpace(host, root)) ? " noticed" : "");
    }

    private static boolean isForward(String outcome) {
        return outcome.startsWith("to ");
    }

    private String inSpace(String host, String space) {
        String name = owner(host).key().name();
        String called = inRoot(host)
                ? rootOf(space)
                : lineage(space).stream()
                        .filter(one -> claims(host, one))
                        .findFirst()
                        .orElseThrow();
        PortFact port = exposedPort(serviceOf(called, name));
        return port == null ? "PORT_MISMATCH" : decide(space, new ServiceKey(called, name), port);
    }

    String intercepted(RequestView request, ServiceKey called, PortFact port) {
        ServiceFact object = serviceOf(called.namespace(), called.name());
        String host = plainHost(request.authority());
        String space = null;
        if (owner(host) == null) {
            String asUrl = url(request, true);
            if (asUrl.equals("AMBIGUOUS_HOST") || asUrl.equals("UNKNOWN_SPACE")) {
                return asUrl;
            }
            space = spaceOfHost(request.authority());
        }
        ContextRead read = ContextReader.read(
                request,
                this,
                SeenTraces.NONE,
                new ReadOptions(true, object.contextFromOrigin(), List.of()),
                called.namespace(),
                space);
        if (!(read instanceof ContextRead.Found found)) {
            return "BAD_CONTEXT";
        }
        if (isSpace(found.space()) && broken(found.space()) && found.source() != Source.CALLED_SERVICE) {
            return "SPACE_BROKEN " + found.space();
        }
        return decide(found.space(), called, port);
    }

    private String decide(String context, ServiceKey called, PortFact port) {
        List<String> lineage = isSpace(context) && !broken(context) ? lineage(context) : List.of();
        boolean inLineage = lineage.contains(called.namespace());
        List<Served> candidates = new ArrayList<>();
        for (String space : inLineage ? lineage : List.of(called.namespace())) {
            Served served = served(space, called.name());
            if (served != null) {
                candidates.add(served);
            }
        }
        Served first = candidates.getFirst();
        String outcome = attempt(first, port);
        boolean unready = !isForward(outcome) && outcome.equals("NO_ENDPOINTS") || outcome.endsWith("terminating");
        if (unready && inLineage && facts.namespace(context).space().fallback() == Fallback.UNREADY) {
            for (Served next : candidates.subList(1, candidates.size())) {
                String other = attempt(next, port);
                if (isForward(other) && !other.endsWith("terminating")) {
                    return other + " in " + context + " noticed";
                }
            }
        }
        return isForward(outcome) ? outcome + " in " + context : outcome;
    }

    private String attempt(Served served, PortFact called) {
        if (served.kind == ServiceKind.EXTERNAL_NAME || served.kind == ServiceKind.HEADLESS && overrides(served.key)) {
            return "UNSUPPORTED_SERVICE";
        }
        List<PortFact> tcp = served.ports.stream()
                .filter(port -> port.transport() == Transport.TCP)
                .toList();
        PortFact port = tcp.stream()
                .filter(one -> !one.name().isEmpty() && one.name().equals(called.name()))
                .findFirst()
                .or(() -> tcp.stream()
                        .filter(one -> one.number() == called.number())
                        .findFirst())
                .or(() -> tcp.size() == 1 ? tcp.stream().findFirst() : java.util.Optional.empty())
                .orElse(null);
        if (port == null) {
            return "PORT_MISMATCH";
        }
        Set<String> ready = endpoints(served.key, port.name(), EndpointFact::ready);
        if (!ready.isEmpty()) {
            return "to " + served.key + ":" + port.number() + " at " + ready;
        }
        Set<String> leaving = endpoints(served.key, port.name(), one -> one.serving() && one.terminating());
        return leaving.isEmpty()
                ? "NO_ENDPOINTS"
                : "to " + served.key + ":" + port.number() + " at " + leaving + " terminating";
    }

    private Set<String> endpoints(ServiceKey key, String port, java.util.function.Predicate<EndpointFact> wanted) {
        NamespaceFacts namespace = facts.namespace(key.namespace());
        boolean tunnel =
                namespace.tunnels().stream().anyMatch(one -> one.service().equals(key.name()));
        Set<String> found = new TreeSet<>();
        for (SliceFact slice : namespace.slices()) {
            boolean counts = tunnel
                    ? slice.origin() == SliceOrigin.TUNNEL && slice.service().equals(key.name())
                    : slice.origin() == SliceOrigin.KUBERNETES && isOf(slice, key, namespace);
            for (SliceFact.Port slicePort : slice.ports()) {
                if (counts && slicePort.name().equals(port)) {
                    slice.endpoints().stream()
                            .filter(wanted)
                            .forEach(one -> found.add(one.address() + ":" + slicePort.number()));
                }
            }
        }
        return found;
    }

    private static boolean isOf(SliceFact slice, ServiceKey key, NamespaceFacts namespace) {
        return namespace.services().stream()
                .filter(one -> one.key().name().equals(slice.service()))
                .findFirst()
                .map(one -> (slice.ownerUid() == null || slice.ownerUid().equals(one.uid()))
                        && (one.key().equals(key) || key.name().equals(one.shadowOf())))
                .orElse(slice.service().equals(key.name()));
    }

    private Served served(String space, String name) {
        NamespaceFacts namespace = facts.namespace(space);
        if (namespace == null) {
            return null;
        }
        boolean tunnel =
                namespace.tunnels().stream().anyMatch(one -> one.service().equals(name));
        ServiceFact object = serviceOf(space, name);
        ServiceKey key = new ServiceKey(space, name);
        if (object != null) {
            return new Served(key, tunnel ? ServiceKind.CLUSTER_IP : object.kind(), object.ports(), object);
        }
        return tunnel ? new Served(key, ServiceKind.CLUSTER_IP, tunnelPorts(space, name), null) : null;
    }

    private List<PortFact> tunnelPorts(String space, String name) {
        Set<Integer> numbers = new TreeSet<>();
        for (TunnelFact tunnel : facts.namespace(space).tunnels()) {
            if (tunnel.service().equals(name)) {
                numbers.addAll(tunnel.ports());
            }
        }
        ServiceFact ancestor = isSpace(space) && !broken(space)
                ? lineage(space).stream()
                        .map(one -> serviceOf(one, name))
                        .filter(java.util.Objects::nonNull)
                        .findFirst()
                        .orElse(null)
                : null;
        List<PortFact> ports = new ArrayList<>();
        for (int number : numbers) {
            PortFact like = ancestor == null
                    ? null
                    : ancestor.ports().stream()
                            .filter(port -> port.number() == number && port.transport() == Transport.TCP)
                            .findFirst()
                            .orElse(null);
            String known = like == null ? "" : like.name();
            ports.add(new PortFact(
                    known.isEmpty() && numbers.size() > 1 ? "port-" + number : known,
                    number,
                    Transport.TCP,
                    like == null ? null : like.appProtocol()));
        }
        return ports;
    }

    private ServiceFact serviceOf(String namespace, String name) {
        return facts.namespace(namespace) == null
                ? null
                : facts.namespace(namespace).services().stream()
                        .filter(one -> one.key().name().equals(name) && one.shadowOf() == null)
                        .findFirst()
                        .orElse(null);
    }

    private boolean overrides(ServiceKey key) {
        return isSpace(key.namespace())
                && !broken(key.namespace())
                && lineage(key.namespace()).stream()
                        .anyMatch(one -> !one.equals(key.namespace()) && served(one, key.name()) != null);
    }

    private PortFact exposedPort(ServiceFact service) {
        List<PortFact> tcp = service.ports().stream()
                .filter(port -> port.transport() == Transport.TCP)
                .toList();
        String wanted = service.exposure().port();
        List<String> order = wanted != null ? List.of(wanted) : List.of("http", "80");
        for (String one : order) {
            for (PortFact port : tcp) {
                if (port.name().equals(one) || String.valueOf(port.number()).equals(one)) {
                    return port;
                }
            }
        }
        return wanted == null && tcp.size() == 1 ? tcp.getFirst() : null;
    }

    // Hosts

    private List<Claim> claims() {
        List<Claim> claims = new ArrayList<>();
        for (NamespaceFacts namespace : facts.namespaces()) {
            for (ServiceFact service : namespace.services()) {
                if (namespace.space() != null && service.shadowOf() == null) {
                    hosts(service).forEach(host -> claims.add(new Claim(host, service)));
                }
            }
        }
        return claims;
    }

    private Set<String> hosts(ServiceFact service) {
        Set<String> hosts = new HashSet<>();
        for (String domain : domains) {
            if (service.exposure().exposed() || service.exposure().entry()) {
                hosts.add(service.key().name() + "." + domain);
            }
            if (service.exposure().entry()) {
                hosts.add(domain);
            }
            for (String host : service.exposure().hosts()) {
                if (host.matches("[-a-z0-9.]+") && (host.equals(domain) || host.endsWith("." + domain))) {
                    hosts.add(host);
                }
            }
        }
        return hosts;
    }

    /** The oldest Service that asks for a host; where it can, one whose root can be told. */
    private ServiceFact owner(String host) {
        return claims().stream()
                .filter(claim -> claim.host.equals(host))
                .map(Claim::service)
                .min(Comparator.comparing((ServiceFact one) -> rootOf(one.key().namespace()) == null)
                        .thenComparing(ServiceFact::created)
                        .thenComparing(ServiceFact::key))
                .orElse(null);
    }

    private List<ServiceFact> claimants(String host) {
        return facts.namespaces().stream()
                .filter(namespace -> claims(host, namespace.name()))
                .map(namespace -> serviceOf(namespace.name(), owner(host).key().name()))
                .toList();
    }

    /** Whether a space's Service asks for a host and is of the owner's name and root. */
    private boolean claims(String host, String space) {
        ServiceFact owner = owner(host);
        ServiceFact own = serviceOf(space, owner.key().name());
        String ownersRoot = rootOf(owner.key().namespace());
        return own != null
                && isSpace(space)
                && hosts(own).contains(host)
                && (ownersRoot == null ? space.equals(owner.key().namespace()) : ownersRoot.equals(rootOf(space)));
    }

    private boolean inRoot(String host) {
        String root = rootOf(owner(host).key().namespace());
        return root != null && claims(host, root);
    }

    private String calledSpace(String host) {
        String namespace = owner(host).key().namespace();
        return rootOf(namespace) == null ? namespace : rootOf(namespace);
    }

    private boolean serves(String host, String space) {
        String root = rootOf(owner(host).key().namespace());
        return root != null
                && root.equals(rootOf(space))
                && (inRoot(host) || lineage(space).stream().anyMatch(one -> claims(host, one)));
    }

    // Spaces

    private SpaceFact space(String name) {
        return facts.namespace(name) == null ? null : facts.namespace(name).space();
    }

    boolean broken(String name) {
        return broken(name, new HashSet<>());
    }

    private boolean broken(String name, Set<String> asked) {
        SpaceFact space = space(name);
        if (space == null || badName(name) || space.root() && space.parent() != null || inCycle(name)) {
            return true;
        }
        if (!asked.add(name)) {
            return false;
        }
        return space.parent() != null && broken(space.parent(), asked)
                || space.joins().stream().anyMatch(join -> broken(join, asked));
    }

    private static boolean badName(String name) {
        return name.contains("--") || name.equals("s") || name.startsWith("xn");
    }

    private boolean inCycle(String name) {
        Set<String> passed = new HashSet<>();
        String at = name;
        while (space(at) != null && !space(at).root() && space(at).parent() != null && passed.add(at)) {
            at = space(at).parent();
            if (at.equals(name)) {
                return true;
            }
        }
        return false;
    }

    List<String> lineage(String name) {
        List<String> written = new ArrayList<>();
        for (String one : chain(name)) {
            written.add(one);
            space(one).joins().forEach(join -> written.addAll(chain(join)));
        }
        List<String> lineage = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            boolean again = written.subList(i + 1, written.size()).contains(written.get(i));
            boolean itself = written.get(i).equals(name);
            if (itself ? i == 0 : !again) {
                lineage.add(written.get(i));
            }
        }
        return lineage;
    }

    private List<String> chain(String name) {
        List<String> chain = new ArrayList<>(List.of(name));
        if (space(name).parent() != null) {
            chain.addAll(chain(space(name).parent()));
        }
        return chain;
    }

    @Override
    public String rootOf(String name) {
        return rootOf(name, 0);
    }

    private String rootOf(String name, int depth) {
        SpaceFact space = space(name);
        if (space == null || badName(name) || space.root() && space.parent() != null || depth > 50) {
            return null;
        }
        return space.root() ? name : rootOf(space.parent(), depth + 1);
    }

    @Override
    public boolean isSpace(String name) {
        return space(name) != null;
    }

    @Override
    public String spaceOfTraceTag(long tag) {
        return null;
    }

    @Override
    public long traceTagOf(String space) {
        return 0;
    }

    @Override
    public String spaceOfPod(String address) {
        TreeMap<String, String> having = new TreeMap<>();
        for (NamespaceFacts namespace : facts.namespaces()) {
            boolean child = namespace.space() != null && namespace.space().parent() != null;
            namespace.pods().stream()
                    .flatMap(pod -> pod.addresses().stream())
                    .filter(one -> child && same(one, address))
                    .forEach(one -> having.put(namespace.name(), one));
        }
        return having.size() == 1 ? having.firstKey() : null;
    }

    private static boolean same(String one, String other) {
        try {
            return InetAddress.getByName(one).equals(InetAddress.getByName(other));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(one + " " + other, e);
        }
    }

    @Override
    public String spaceOfHost(String authority) {
        String host = plainHost(authority);
        if (owner(host) != null) {
            return null;
        }
        String[] dotted = host.split("\\.s\\.", 2);
        if (dotted.length == 2 && !dotted[0].contains(".") && owner(dotted[1]) != null && isSpace(dotted[0])) {
            return dotted[0];
        }
        List<String> known = splits(host).stream()
                .map(split -> split[0])
                .filter(this::isSpace)
                .toList();
        return known.size() == 1 ? known.getFirst() : null;
    }
}
