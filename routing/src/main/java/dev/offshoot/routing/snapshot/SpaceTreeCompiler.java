package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.context.TraceTag;
import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.facts.SpaceFact;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds each space's place: its root, its lineage, or what breaks it. A space is broken by a fault of its own or by one of any
 * space that it depends on through parents and joins; nobody else is affected. No recursion: a tree may be of any depth.
 */
final class SpaceTreeCompiler {
    private final TreeMap<String, SpaceFact> facts;
    private final SpaceTree previous;
    private final byte @Nullable [] tagKey;
    private final boolean sameKey;
    private final List<Problem> problems = new ArrayList<>();

    private SpaceTreeCompiler(
            TreeMap<String, SpaceFact> facts, SpaceTree previous, byte @Nullable [] tagKey, boolean sameKey) {
        this.facts = facts;
        this.previous = previous;
        this.tagKey = tagKey;
        this.sameKey = sameKey;
    }

    /** @param sameKey whether the trace tags in {@code previous} were made with this key */
    static SpaceTree compile(
            Collection<SpaceFact> facts, SpaceTree previous, byte @Nullable [] tagKey, boolean sameKey) {
        TreeMap<String, SpaceFact> byName = new TreeMap<>();
        facts.forEach(fact -> byName.put(fact.name(), fact));
        return new SpaceTreeCompiler(byName, previous, tagKey, sameKey).compile();
    }

    private SpaceTree compile() {
        ParentChains chains = new ParentChains(facts);
        Map<String, String> broken = broken(chains);
        Lineages lineages = new Lineages(facts);
        TreeMap<String, Space> spaces = new TreeMap<>();
        for (SpaceFact fact : facts.values()) {
            spaces.put(fact.name(), space(fact, chains, broken.get(fact.name()), lineages));
        }
        TraceTags tags = TraceTags.of(spaces.values());
        problems.addAll(tags.problems());
        return new SpaceTree(spaces, problems, tags);
    }

    private Space space(SpaceFact fact, ParentChains chains, @Nullable String broken, Lineages lineages) {
        String name = fact.name();
        Space before = previous.space(name);
        List<String> lineage = broken == null ? lineages.of(name) : List.of(name);
        long tag = before != null && sameKey ? before.traceTag() : TraceTag.of(name, tagKey);
        Space space =
                new Space(name, fact.parent(), chains.root(name), fact.joins(), lineage, fact.fallback(), broken, tag);
        return before != null && before.equals(space) ? before : space;
    }

    /** What breaks each broken space. */
    private Map<String, String> broken(ParentChains chains) {
        Map<String, String> broken = new HashMap<>();
        for (SpaceFact fact : facts.values()) {
            List<Problem> own = SpaceFaults.of(fact, facts, chains);
            if (!own.isEmpty()) {
                problems.addAll(own);
                broken.put(fact.name(), own.getFirst().text());
            }
        }
        if (!broken.isEmpty()) {
            spread(broken);
        }
        return broken;
    }

    /** Breadth first, so that each space is told of the nearest fault. */
    private void spread(Map<String, String> broken) {
        Map<String, List<String>> dependants = dependants();
        Map<String, String> causes = new HashMap<>();
        List<String> queue = new ArrayList<>();
        broken.keySet().stream().sorted().forEach(queue::add);
        queue.forEach(name -> causes.put(name, name));
        for (int i = 0; i < queue.size(); i++) {
            String cause = String.valueOf(causes.get(queue.get(i)));
            for (String dependant : dependants.getOrDefault(queue.get(i), List.of())) {
                if (causes.putIfAbsent(dependant, cause) == null) {
                    queue.add(dependant);
                    String text = "space " + dependant + " depends on space " + cause + ", which is broken: "
                            + broken.get(cause);
                    broken.put(dependant, text);
                    problems.add(new Problem(ProblemCode.BROKEN_ANCESTOR, ObjectRef.namespace(dependant), text));
                }
            }
        }
    }

    private Map<String, List<String>> dependants() {
        Map<String, List<String>> dependants = new HashMap<>();
        for (SpaceFact fact : facts.values()) {
            if (fact.parent() != null) {
                dependants
                        .computeIfAbsent(fact.parent(), parent -> new ArrayList<>())
                        .add(fact.name());
            }
            for (String join : fact.joins()) {
                dependants.computeIfAbsent(join, joined -> new ArrayList<>()).add(fact.name());
            }
        }
        return dependants;
    }
}
