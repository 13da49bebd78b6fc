package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.facts.ServiceFact;
import dev.offshoot.routing.facts.ServiceKind;
import dev.offshoot.routing.host.Claim;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compiles one namespace by itself; Services that are only Tunnels are added by {@link TunnelServices}. */
final class NamespaceCompiler {
    private final NamespaceFacts facts;
    private final ServiceCompiler compiler;
    private final List<String> domains;
    private final Map<String, CompiledService> services = new HashMap<>();
    private final List<String> unaddressed = new ArrayList<>();
    private final List<Claim> claims = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    private NamespaceCompiler(NamespaceFacts facts, @Nullable CompiledNamespace previous, List<String> domains) {
        this.facts = facts;
        this.compiler = new ServiceCompiler(facts, previous);
        this.domains = domains;
    }

    static CompiledNamespace compile(NamespaceFacts facts, @Nullable CompiledNamespace previous, List<String> domains) {
        return new NamespaceCompiler(facts, previous, domains).compile();
    }

    private CompiledNamespace compile() {
        problems.addAll(facts.problems());
        for (ServiceFact service : facts.services()) {
            if (service.shadowOf() == null) {
                add(service, compiler.real(service));
            }
        }
        List<ListenerClaim> listeners = ListenerClaims.of(facts, services, problems);
        return new CompiledNamespace(facts, services, compiler.tunnelOnly(), unaddressed, claims, listeners, problems);
    }

    private void add(ServiceFact fact, CompiledService service) {
        services.put(fact.key().name(), service);
        if (service.kind() != ServiceKind.CLUSTER_IP) {
            unaddressed.add(fact.key().name());
        }
        if (fact.exposure().any()) {
            expose(fact, service);
        }
    }

    private void expose(ServiceFact fact, CompiledService service) {
        if (facts.space() == null) {
            String text = "Service " + fact.key() + " asks for a host outside a space (expected: a namespace labelled"
                    + " offshoot.dev/root or offshoot.dev/parent); it isn't served";
            problems.add(new Problem(ProblemCode.BAD_HOST, ObjectRef.service(fact.key()), text));
            return;
        }
        WantedHosts wanted = WantedHosts.of(fact, domains);
        problems.addAll(wanted.problems());
        for (String host : wanted.hosts()) {
            claims.add(new Claim(host, fact.key(), fact.created(), fact.contextFromOrigin()));
        }
        if (service.exposed() == null) {
            problems.add(badPort(fact));
        }
    }

    private static Problem badPort(ServiceFact fact) {
        String wanted = fact.exposure().port();
        String value = wanted == null
                ? "no port of Service " + fact.key() + " could be chosen for URLs"
                : "Service " + fact.key() + " has no TCP port " + wanted + " to expose";
        String text =
                value + " (expected: a TCP port by name or number in offshoot.dev/expose, else one named http, else 80,"
                        + " else a single one); its URLs are answered 503";
        return new Problem(ProblemCode.BAD_EXPOSED_PORT, ObjectRef.service(fact.key()), text);
    }
}
