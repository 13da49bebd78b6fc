package dev.offshoot.routing.host;

import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives each host to one group of claims. Claims by Services of one name under one root are one group, so that an override may
 * repeat its baseline's annotations; the group with the oldest claim keeps the host. Groups whose root can't be told (their
 * spaces are broken) come last, so that they never take a host from a working space.
 */
public final class HostTableCompiler {
    /** The hosts and the claims that were refused. */
    public record Result(HostTable table, List<Problem> problems) {
        public static final Result EMPTY = new Result(HostTable.EMPTY, List.of());
    }

    private final List<String> domains;
    private final RootOf roots;
    private final TreeMap<String, ExposedHost> hosts = new TreeMap<>();
    private final List<Problem> problems = new ArrayList<>();

    /** The root at the end of a space's parent chain; null where it can't be told. */
    @FunctionalInterface
    public interface RootOf {
        @Nullable
        String root(String space);
    }

    private HostTableCompiler(List<String> domains, RootOf roots) {
        this.domains = domains;
        this.roots = roots;
    }

    /** Compiles all claims, in any order; {@code spaces} are the known ones. */
    public static Result compile(Collection<Claim> claims, List<String> domains, NameTable<?> spaces, RootOf roots) {
        HostTableCompiler compiler = new HostTableCompiler(domains, roots);
        Map<String, List<Claim>> byHost = new HashMap<>();
        for (Claim claim : claims) {
            byHost.computeIfAbsent(claim.host(), host -> new ArrayList<>()).add(claim);
        }
        byHost.forEach(compiler::give);
        compiler.hosts.replaceAll((host, exposed) -> compiler.withEntryForm(exposed));
        HostTable table = new HostTable(compiler.hosts);
        table.hosts().forEach(host -> compiler.warnOfPrefix(host, table.alsoSpaceOf(host.host(), spaces)));
        return new Result(table, List.copyOf(compiler.problems));
    }

    private void warnOfPrefix(ExposedHost host, @Nullable String space) {
        if (space != null) {
            ServiceKey service = new ServiceKey(host.oldest(), host.service());
            String text = "host " + host.host() + " of Service " + service + " reads like a host of space " + space
                    + " (expected: a host that can't be read in two ways); it stays the Service's, and the space needs the"
                    + " form <space>.s.<host> or another host there";
            problems.add(new Problem(ProblemCode.AMBIGUOUS_HOST, ObjectRef.service(service), text));
        }
    }

    private void give(String host, List<Claim> claims) {
        Claim oldest = oldest(claims);
        String root = root(oldest);
        Set<String> spaces = new HashSet<>();
        boolean fromOrigin = false;
        for (Claim claim : claims) {
            if (together(claim, oldest, root)) {
                spaces.add(claim.service().namespace());
                fromOrigin |= claim.contextFromOrigin();
            } else {
                problems.add(taken(host, claim.service(), oldest.service()));
            }
        }
        hosts.put(
                host,
                new ExposedHost(
                        host,
                        oldest.service().name(),
                        root,
                        oldest.service().namespace(),
                        spaces,
                        root != null && spaces.contains(root),
                        fromOrigin,
                        underDomain(host) ? host : null));
    }

    /** One whose root can be told, if there is one. */
    private Claim oldest(List<Claim> claims) {
        Claim oldest = claims.getFirst();
        for (Claim claim : claims) {
            boolean older = Claim.AGE.compare(claim, oldest) < 0;
            boolean rooted = root(claim) != null;
            boolean oldestRooted = root(oldest) != null;
            if (rooted == oldestRooted ? older : rooted) {
                oldest = claim;
            }
        }
        return oldest;
    }

    /** Whether two claims are of one group; where no root can be told each space stands alone. */
    private boolean together(Claim claim, Claim oldest, @Nullable String root) {
        return claim.service().name().equals(oldest.service().name())
                && (root != null
                        ? root.equals(root(claim))
                        : claim.service().namespace().equals(oldest.service().namespace()));
    }

    private @Nullable String root(Claim claim) {
        return roots.root(claim.service().namespace());
    }

    private boolean underDomain(String host) {
        return domains.stream().anyMatch(domain -> host.endsWith("." + domain));
    }

    /** A bare domain has no single-label form of its own; the entry Service's host under it has. */
    private ExposedHost withEntryForm(ExposedHost exposed) {
        if (exposed.singleLabel() != null) {
            return exposed;
        }
        ExposedHost own = hosts.get(exposed.service() + "." + exposed.host());
        if (own == null || !own.service().equals(exposed.service()) || !Objects.equals(own.root(), exposed.root())) {
            return exposed;
        }
        return new ExposedHost(
                exposed.host(),
                exposed.service(),
                exposed.root(),
                exposed.oldest(),
                exposed.spaces(),
                exposed.inRoot(),
                exposed.contextFromOrigin(),
                own.host());
    }

    private static Problem taken(String host, ServiceKey loser, ServiceKey winner) {
        return new Problem(
                ProblemCode.HOST_TAKEN,
                ObjectRef.service(loser),
                "host " + host + " belongs to Service " + winner
                        + ", which is older; expected: a host that no other Service has; this Service isn't served under it");
    }
}
