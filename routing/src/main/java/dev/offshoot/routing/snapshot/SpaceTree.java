package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.host.NameTable;
import dev.offshoot.routing.problem.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All spaces, also broken ones, by name and by trace tag, with what is wrong with their places. Immutable. */
final class SpaceTree {
    static final SpaceTree EMPTY = new SpaceTree(new TreeMap<>(), List.of(), TraceTags.EMPTY);

    private final List<Space> sorted;
    private final List<String> names;
    private final Map<String, Space> spaces;
    private final NameTable<Space> inHosts;
    private final List<Problem> problems;
    private final TraceTags tags;

    SpaceTree(TreeMap<String, Space> spaces, List<Problem> problems, TraceTags tags) {
        this.sorted = List.copyOf(spaces.values());
        this.names = List.copyOf(spaces.keySet());
        this.spaces = new HashMap<>(spaces);
        this.inHosts = NameTable.of(spaces);
        this.problems = List.copyOf(problems);
        this.tags = tags;
    }

    /** Sorted by name. */
    List<Space> spaces() {
        return sorted;
    }

    /** Sorted. */
    List<String> names() {
        return names;
    }

    @Nullable
    Space space(String name) {
        return spaces.get(name);
    }

    /** For looking up a part of a host. */
    NameTable<Space> inHosts() {
        return inHosts;
    }

    List<Problem> problems() {
        return problems;
    }

    TraceTags tags() {
        return tags;
    }

    @Nullable
    String rootOf(String name) {
        Space space = spaces.get(name);
        return space == null ? null : space.root();
    }
}
