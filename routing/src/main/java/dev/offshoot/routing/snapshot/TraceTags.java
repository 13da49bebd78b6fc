package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The spaces by the tags of the trace ids made for them; a tag that two spaces have is nobody's. Immutable. */
final class TraceTags {
    static final TraceTags EMPTY = of(List.of());

    private final long[] tags;
    private final List<Space> spaces;

    private TraceTags(long[] tags, List<Space> spaces) {
        this.tags = tags;
        this.spaces = spaces;
    }

    static TraceTags of(Collection<Space> spaces) {
        List<Space> sorted = spaces.stream()
                .sorted(Comparator.comparingLong(Space::traceTag).thenComparing(Space::name))
                .toList();
        return new TraceTags(sorted.stream().mapToLong(Space::traceTag).toArray(), sorted);
    }

    @Nullable
    String spaceOf(long tag) {
        int index = Arrays.binarySearch(tags, tag);
        return index < 0 || clashes(index) ? null : spaces.get(index).name();
    }

    private boolean clashes(int index) {
        return index > 0 && tags[index - 1] == tags[index] || index + 1 < tags.length && tags[index + 1] == tags[index];
    }

    List<Problem> problems() {
        return IntStream.range(0, tags.length)
                .filter(this::clashes)
                .mapToObj(index -> clash(spaces.get(index).name()))
                .toList();
    }

    private static Problem clash(String space) {
        return new Problem(
                ProblemCode.TRACE_TAG_CLASH,
                ObjectRef.namespace(space),
                "the trace tag of space " + space + " is also another's; expected: one of its own; "
                        + "traces alone don't bring requests back into the space");
    }
}
