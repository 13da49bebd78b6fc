package dev.offshoot.cluster.objects;

import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.spaceapi.DevSpace;
import dev.offshoot.spaceapi.translate.AddressPolicy;
import dev.offshoot.spaceapi.translate.Translator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The objects that a source knows now, and the facts they make. Only namespaces touched since the last {@link #facts} are
 * translated again; one whose facts come out equal keeps its former value. Not for several threads at once.
 */
public final class ObjectStore {
    private final Translator translator;
    private final Map<String, NamespaceGroup> groups = new HashMap<>();
    private final Map<ObjectKey, List<Problem>> devSpaceProblems = new HashMap<>();
    private final Set<String> touched = new HashSet<>();
    private Facts facts = Facts.EMPTY;

    public ObjectStore(AddressPolicy policy) {
        translator = new Translator(policy);
    }

    /** Adds the object or puts it in its former one's place. It must not be changed afterwards. */
    public void put(HasMetadata object) {
        ObjectKey key = ObjectKey.of(object);
        if (object instanceof DevSpace devSpace) {
            devSpaceProblems.put(key, translator.check(devSpace));
        }
        String namespace = namespaceOf(key);
        HasMetadata former =
                groups.computeIfAbsent(namespace, name -> new NamespaceGroup()).put(key, object);
        if (!object.equals(former)) {
            touched.add(namespace);
        }
    }

    public void remove(ObjectKey key) {
        if (key.kind() == ObjectKind.DEV_SPACE) {
            devSpaceProblems.remove(key);
        }
        String namespace = namespaceOf(key);
        NamespaceGroup group = groups.get(namespace);
        if (group != null && group.remove(key) != null) {
            touched.add(namespace);
        }
    }

    /** Removes the objects of a kind that aren't among {@code present}: what a complete list of the kind doesn't name is gone. */
    public void retain(ObjectKind kind, Set<ObjectKey> present) {
        if (kind == ObjectKind.DEV_SPACE) {
            devSpaceProblems.keySet().retainAll(present);
        }
        groups.forEach((namespace, group) -> {
            if (group.retain(kind, present)) {
                touched.add(namespace);
            }
        });
    }

    private static String namespaceOf(ObjectKey key) {
        return key.kind().namespaced() ? key.namespace() : key.name(); // a DevSpace's name is its namespace's
    }

    /**
     * The facts now: the same object as last time where nothing changed.
     *
     * @param sourceProblems what the source itself found wrong
     */
    public Facts facts(List<Problem> sourceProblems) {
        List<NamespaceFacts> changed = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        for (String namespace : touched) {
            NamespaceGroup group = groups.get(namespace);
            if (group == null || group.isEmpty()) {
                groups.remove(namespace);
                gone.add(namespace);
                continue;
            }
            NamespaceFacts translated = translator.translate(group.objects(namespace));
            if (!translated.equals(facts.namespace(namespace))) {
                changed.add(translated);
            }
        }
        touched.clear();
        gone.removeIf(namespace -> facts.namespace(namespace) == null);
        if (!changed.isEmpty() || !gone.isEmpty()) {
            facts = facts.with(changed).without(gone);
        }
        List<Problem> problems = problems(sourceProblems);
        if (!problems.equals(facts.problems())) {
            facts = facts.withProblems(problems);
        }
        return facts;
    }

    private List<Problem> problems(List<Problem> sourceProblems) {
        List<Problem> problems = new ArrayList<>(sourceProblems);
        devSpaceProblems.values().forEach(problems::addAll);
        return problems.stream().distinct().sorted().toList();
    }
}
