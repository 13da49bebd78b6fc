package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.facts.Exposure;
import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.facts.ServiceFact;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The hosts that a Service's annotations ask for, and those among them that can't be. */
record WantedHosts(Set<String> hosts, List<Problem> problems) {
    private static final Pattern HOST =
            Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*");
    private static final int LONGEST = 253;

    /** {@code domains}: the configured ones; an entry Service is also exposed under them by its own name. */
    static WantedHosts of(ServiceFact fact, List<String> domains) {
        Exposure exposure = fact.exposure();
        Set<String> hosts = new LinkedHashSet<>();
        List<Problem> problems = new ArrayList<>();
        for (String domain : domains) {
            if (exposure.exposed() || exposure.entry()) {
                hosts.add(fact.key().name() + "." + domain);
            }
            if (exposure.entry()) {
                hosts.add(domain);
            }
        }
        for (String host : exposure.hosts()) {
            if (under(host, domains)) {
                hosts.add(host);
            } else {
                problems.add(badHost(host, fact, domains));
            }
        }
        return new WantedHosts(hosts, problems);
    }

    private static boolean under(String host, List<String> domains) {
        return host.length() <= LONGEST
                && HOST.matcher(host).matches()
                && domains.stream().anyMatch(domain -> host.equals(domain) || host.endsWith("." + domain));
    }

    private static Problem badHost(String host, ServiceFact fact, List<String> domains) {
        String text = "host " + host + " of Service " + fact.key()
                + " can't be served (expected: a host name equal to or under " + String.join(", ", domains) + ")";
        return new Problem(ProblemCode.BAD_HOST, ObjectRef.service(fact.key()), text);
    }
}
