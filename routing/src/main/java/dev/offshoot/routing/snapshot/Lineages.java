package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.facts.SpaceFact;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * The lineages of spaces that aren't broken. The lineage of C: for each space e on C's parent chain, C first, e, then for each
 * of e's joins the join and its parent chain (a join's own joins don't count); C stays first, and of any other space that
 * stands twice the last one stays.
 */
final class Lineages {
    private final Map<String, SpaceFact> facts;

    Lineages(Map<String, SpaceFact> facts) {
        this.facts = facts;
    }

    List<String> of(String space) {
        List<String> chain = new ArrayList<>();
        boolean joins = chain(space, chain);
        return joins ? joined(space, chain) : chain;
    }

    private List<String> joined(String space, List<String> chain) {
        List<String> written = new ArrayList<>();
        for (String ancestor : chain) {
            written.add(ancestor);
            for (String join : fact(ancestor).joins()) {
                chain(join, written);
            }
        }
        LinkedHashSet<String> lastFirst = new LinkedHashSet<>();
        for (String one : written.reversed()) {
            if (!one.equals(space)) {
                lastFirst.add(one);
            }
        }
        lastFirst.add(space);
        return List.copyOf(lastFirst.reversed());
    }

    /** Writes a space and its ancestors; whether one of them has joins. */
    private boolean chain(String space, List<String> written) {
        boolean joins = false;
        SpaceFact fact = fact(space);
        while (true) {
            written.add(fact.name());
            joins |= !fact.joins().isEmpty();
            String parent = fact.parent();
            if (parent == null) {
                return joins;
            }
            fact = fact(parent);
        }
    }

    private SpaceFact fact(String space) {
        SpaceFact fact = facts.get(space);
        if (fact == null) {
            throw new IllegalArgumentException("space: " + space + " (expected: one that isn't broken)");
        }
        return fact;
    }
}
