package dev.offshoot.routing.facts;

import dev.offshoot.routing.problem.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of the cluster, by namespace. A change makes a new value that shares every unchanged namespace with the old
 * one, so that the compiler can tell by identity what it need not compile again.
 */
public final class Facts {
    public static final Facts EMPTY = new Facts(Map.of(), List.of());

    private final Map<String, NamespaceFacts> namespaces;
    private final List<Problem> problems;

    private Facts(Map<String, NamespaceFacts> namespaces, List<Problem> problems) {
        this.namespaces = namespaces;
        this.problems = problems;
    }

    /** Facts of these namespaces; {@code problems} are those of cluster-scoped objects and of files. */
    public static Facts of(Collection<NamespaceFacts> namespaces, List<Problem> problems) {
        Map<String, NamespaceFacts> byName = HashMap.newHashMap(namespaces.size());
        for (NamespaceFacts facts : namespaces) {
            byName.put(facts.name(), facts);
        }
        return new Facts(Collections.unmodifiableMap(byName), List.copyOf(problems));
    }

    /** These facts with the given namespaces put in place of their former ones. */
    public Facts with(Collection<NamespaceFacts> changed) {
        Map<String, NamespaceFacts> byName = new HashMap<>(namespaces);
        for (NamespaceFacts facts : changed) {
            byName.put(facts.name(), facts);
        }
        return new Facts(Collections.unmodifiableMap(byName), problems);
    }

    /** These facts without the given namespaces. */
    public Facts without(Collection<String> gone) {
        Map<String, NamespaceFacts> byName = new HashMap<>(namespaces);
        byName.keySet().removeAll(new ArrayList<>(gone));
        return new Facts(Collections.unmodifiableMap(byName), problems);
    }

    public Facts withProblems(List<Problem> replaced) {
        return new Facts(namespaces, List.copyOf(replaced));
    }

    /** In no particular order. */
    public Collection<NamespaceFacts> namespaces() {
        return namespaces.values();
    }

    public @Nullable NamespaceFacts namespace(String name) {
        return namespaces.get(name);
    }

    /**
     * Whether any interception slice has this address, ready, terminating or not, so that kube-proxies may send connections there: a
     * gateway that is told to stop serves until this is false of its own. Linear in the slices: to be asked for each change of
     * the facts while draining, not for each request. Facts that differ only in such addresses are told as any others, yet make the
     * same {@link dev.offshoot.routing.snapshot.Snapshot}, so that a listed or unlisted gateway changes nothing for requests.
     *
     * @param gateway an IP address; IPv6 in the form of RFC 5952, as Kubernetes gives it to a Pod
     */
    public boolean listsGateway(String gateway) {
        return namespaces.values().stream().anyMatch(namespace -> namespace.lists(gateway));
    }

    /** Problems of cluster-scoped objects and of files. */
    public List<Problem> problems() {
        return problems;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Facts that && namespaces.equals(that.namespaces) && problems.equals(that.problems);
    }

    @Override
    public int hashCode() {
        return Objects.hash(namespaces, problems);
    }
}
