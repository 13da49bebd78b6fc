package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.facts.SpaceFact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where each space's chain of parents ends: in a root, in a cycle, or nowhere. */
final class ParentChains {
    private static final String NOWHERE = "";
    private static final int SHOWN = 8;

    private final Map<String, SpaceFact> facts;
    private final Map<String, String> roots = new HashMap<>();
    private final Set<String> inCycle = new HashSet<>();

    ParentChains(Map<String, SpaceFact> facts) {
        this.facts = facts;
        facts.keySet().forEach(this::follow);
    }

    /** The root at the end of the chain; null where a fault of a space in it lets none be told. */
    @Nullable
    String root(String space) {
        String root = roots.getOrDefault(space, NOWHERE);
        return root.equals(NOWHERE) ? null : root;
    }

    /** Whether a space is its own ancestor. */
    boolean inCycle(String space) {
        return inCycle.contains(space);
    }

    /** {@code a > b > a}; a long cycle is cut. */
    String cycle(String space) {
        StringBuilder shown = new StringBuilder(space);
        String at = parent(space);
        for (int i = 1; at != null && !at.equals(space); i++, at = parent(at)) {
            if (i == SHOWN) {
                shown.append(" > ...");
            } else if (i < SHOWN) {
                shown.append(" > ").append(at);
            }
        }
        return shown.append(" > ").append(space).toString();
    }

    private void follow(String start) {
        List<String> path = new ArrayList<>();
        Map<String, Integer> places = new HashMap<>();
        String at = start;
        while (at != null && !roots.containsKey(at) && places.putIfAbsent(at, path.size()) == null) {
            path.add(at);
            at = parent(at);
        }
        String root = at == null ? NOWHERE : roots.getOrDefault(at, NOWHERE);
        if (at != null && !roots.containsKey(at)) {
            inCycle.addAll(path.subList(places.getOrDefault(at, 0), path.size()));
        }
        for (String space : path.reversed()) {
            root = endsIn(space, root);
            roots.put(space, root);
        }
    }

    private String endsIn(String space, String above) {
        SpaceFact fact = facts.get(space);
        if (fact == null || !SpaceName.valid(space) || fact.root() && fact.parent() != null) {
            return NOWHERE;
        }
        return fact.root() ? space : above;
    }

    /** The parent, where it is a space and the space is no root. */
    private @Nullable String parent(String space) {
        SpaceFact fact = facts.get(space);
        return fact == null || fact.root() || fact.parent() == null || !facts.containsKey(fact.parent())
                ? null
                : fact.parent();
    }
}
