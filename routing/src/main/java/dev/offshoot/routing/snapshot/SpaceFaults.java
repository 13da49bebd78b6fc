package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.facts.SpaceFact;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is wrong with one space itself; the first of several is what its broken requests are told. */
final class SpaceFaults {
    private static final String A_SPACE = "expected: a namespace labelled offshoot.dev/root or offshoot.dev/parent";

    private SpaceFaults() {}

    static List<Problem> of(SpaceFact fact, Map<String, SpaceFact> facts, ParentChains chains) {
        List<Problem> faults = new ArrayList<>(0);
        if (!SpaceName.valid(fact.name())) {
            String text = "\"" + fact.name() + "\" is no name for a space (expected: " + SpaceName.EXPECTATION + ")";
            faults.add(fault(ProblemCode.BAD_SPACE_NAME, fact, text));
        }
        if (fact.root() && fact.parent() != null) {
            String text = "space " + fact.name() + " is a root and has parent " + fact.parent()
                    + " (expected: one of the two)";
            faults.add(fault(ProblemCode.ROOT_WITH_PARENT, fact, text));
        }
        if (fact.parent() != null && !facts.containsKey(fact.parent())) {
            String text = "parent " + fact.parent() + " of space " + fact.name() + " is no space (" + A_SPACE + ")";
            faults.add(fault(ProblemCode.MISSING_PARENT, fact, text));
        }
        if (chains.inCycle(fact.name())) {
            String text = "space " + fact.name() + " is its own ancestor: " + chains.cycle(fact.name())
                    + " (expected: parents that lead to a root)";
            faults.add(fault(ProblemCode.PARENT_CYCLE, fact, text));
        }
        for (String join : fact.joins()) {
            if (!facts.containsKey(join)) {
                String text = "join " + join + " of space " + fact.name() + " is no space (" + A_SPACE + ")";
                faults.add(fault(ProblemCode.MISSING_JOIN, fact, text));
            }
        }
        return faults;
    }

    private static Problem fault(ProblemCode code, SpaceFact fact, String text) {
        return new Problem(code, ObjectRef.namespace(fact.name()), text);
    }
}
