package dev.offshoot.cluster.files;

import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.facts.NamespaceFacts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Facts printed for golden files: a line for each fact, sorted. */
final class FactsText {
    private FactsText() {}

    static String of(Facts facts) {
        List<String> lines = new ArrayList<>();
        facts.namespaces().stream()
                .sorted(Comparator.comparing(NamespaceFacts::name))
                .forEach(namespace -> add(lines, namespace));
        facts.problems().forEach(problem -> lines.add("problem " + problem));
        return String.join("\n", lines) + "\n";
    }

    private static void add(List<String> lines, NamespaceFacts namespace) {
        lines.add("namespace " + namespace.name());
        if (namespace.space() != null) {
            lines.add("  " + namespace.space());
        }
        namespace.services().forEach(fact -> lines.add("  " + fact));
        namespace.slices().forEach(fact -> lines.add("  " + fact));
        namespace.pods().forEach(fact -> lines.add("  " + fact));
        namespace.tunnels().forEach(fact -> lines.add("  " + fact));
        namespace.problems().forEach(problem -> lines.add("  problem " + problem));
    }
}
