package dev.offshoot.routing.facts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A namespace that says it is a space, as its labels and annotations have it; nothing here is checked against other objects.
 *
 * @param root whether {@code offshoot.dev/root: "true"} stands on it
 * @param parent the value of {@code offshoot.dev/parent}; both root and parent given, or a name that is no space, is a problem that the compiler finds
 * @param joins the values of {@code offshoot.dev/joins} in the order written, without repetitions
 * @param intercept the default for the namespace's Services
 */
public record SpaceFact(
        String name,
        boolean root,
        @Nullable String parent,
        List<String> joins,
        Fallback fallback,
        Intercept intercept) {
    public SpaceFact {
        name = name.intern();
        parent = parent == null ? null : parent.intern();
        joins = joins.stream().map(String::intern).toList();
    }
}
