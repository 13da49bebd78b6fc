package dev.offshoot.cluster.files;

import dev.offshoot.cluster.objects.ObjectKey;
import dev.offshoot.cluster.objects.ObjectStore;
import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import dev.offshoot.spaceapi.translate.AddressPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The files of a source and the objects that count among theirs: of two with one key, that of the first path. Of one thread. */
final class FileSet {
    private final ObjectStore store = new ObjectStore(AddressPolicy.FILES);
    private SortedMap<Path, FileState> states = new TreeMap<>();
    private Map<ObjectKey, ReadObject> counting = new HashMap<>();
    private List<UnreadableFile> unreadable = List.of();
    private Facts facts = Facts.EMPTY;

    /**
     * Takes in what a scan found.
     *
     * @return whether some file was empty or gone for the first time, so that another look should come soon
     */
    boolean refresh(FileScan scan) {
        SortedMap<Path, FileState> next = new TreeMap<>();
        scan.files().forEach((file, stamp) -> next.put(file, FileState.look(states.get(file), file, stamp)));
        states.forEach((file, state) -> {
            if (next.containsKey(file)) {
                return;
            }
            if (scan.isUnknown(file)) {
                next.put(file, state);
            } else if (!state.doubtful()) {
                next.put(file, state.doubt());
            }
        });
        boolean same = contents(states).equals(contents(next));
        states = next;
        List<UnreadableFile> failed = new ArrayList<>(scan.unreadable());
        states.values().forEach(state -> {
            if (state.unreadable() != null) {
                failed.add(state.unreadable());
            }
        });
        if (!same || !failed.equals(unreadable)) {
            unreadable = List.copyOf(failed);
            facts = merge();
        }
        return states.values().stream().anyMatch(FileState::doubtful);
    }

    private static Map<Path, FileContent> contents(Map<Path, FileState> states) {
        Map<Path, FileContent> contents = new HashMap<>();
        states.forEach((file, state) -> contents.put(file, state.content()));
        return contents;
    }

    private Facts merge() {
        Map<ObjectKey, ReadObject> merged = new HashMap<>();
        List<Problem> problems = new ArrayList<>();
        unreadable.forEach(file -> problems.add(file.problem()));
        for (FileState state : states.values()) {
            problems.addAll(state.content().problems());
            for (ReadObject object : state.content().objects()) {
                ReadObject first = merged.putIfAbsent(object.key(), object);
                if (first != null) {
                    problems.add(duplicate(first, object));
                }
            }
        }
        counting.keySet().stream().filter(key -> !merged.containsKey(key)).forEach(store::remove);
        merged.forEach((key, object) -> {
            if (counting.get(key) != object) {
                store.put(object.object());
            }
        });
        counting = merged;
        return store.facts(problems);
    }

    private static Problem duplicate(ReadObject first, ReadObject second) {
        return new Problem(
                ProblemCode.DUPLICATE_OBJECT,
                second.key().ref(),
                "stands at " + second.place() + " and at " + first.place() + ", expected once; " + first.place()
                        + " counts");
    }

    Facts facts() {
        return facts;
    }

    /** Files and directories that can't be read now, by path. */
    List<UnreadableFile> unreadable() {
        return unreadable;
    }

    Counts counts() {
        SortedMap<String, Integer> kinds = new TreeMap<>();
        counting.keySet().forEach(key -> kinds.merge(key.kind().kind(), 1, Integer::sum));
        SortedMap<String, Integer> others = new TreeMap<>();
        states.values()
                .forEach(state -> state.content().others().forEach((kind, n) -> others.merge(kind, n, Integer::sum)));
        return new Counts(states.size(), kinds, others);
    }
}
