package dev.offshoot.spaceapi.translate;

import dev.offshoot.routing.facts.Fallback;
import dev.offshoot.routing.facts.Intercept;
import dev.offshoot.routing.facts.SpaceFact;
import dev.offshoot.spaceapi.Names;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A Namespace's marks read as a space. */
final class SpaceTranslation {
    static final Map<String, Intercept> INTERCEPT = new TreeMap<>(
            Map.of("OnDemand", Intercept.ON_DEMAND, "Always", Intercept.ALWAYS, "Never", Intercept.NEVER));
    private static final Map<String, Fallback> FALLBACK =
            new TreeMap<>(Map.of("Missing", Fallback.MISSING, "Unready", Fallback.UNREADY));

    private SpaceTranslation() {}

    /** The space; null where neither label makes the namespace one. */
    static @Nullable SpaceFact translate(String name, Marks marks) {
        boolean root = root(marks);
        String parent = parent(marks);
        List<String> joins = joins(name, marks);
        Fallback fallback = marks.oneOf(Names.FALLBACK, FALLBACK);
        Intercept intercept = marks.oneOf(Names.INTERCEPT, INTERCEPT);
        if (!root && parent == null) {
            return null;
        }
        return new SpaceFact(
                name,
                root,
                parent,
                joins,
                Objects.requireNonNullElse(fallback, Fallback.MISSING),
                Objects.requireNonNullElse(intercept, Intercept.ON_DEMAND));
    }

    private static boolean root(Marks marks) {
        String written = marks.label(Names.ROOT);
        if (written != null && !written.equals("true")) {
            marks.bad(Names.ROOT, written, "\"true\"", "this is no root space");
        }
        return "true".equals(written);
    }

    private static @Nullable String parent(Marks marks) {
        String written = marks.label(Names.PARENT);
        if (written != null && written.isEmpty()) {
            marks.bad(Names.PARENT, written, "a namespace's name", "this is no child space");
            return null;
        }
        return written;
    }

    private static List<String> joins(String name, Marks marks) {
        Set<String> joins = marks.list(Names.JOINS);
        if (joins.remove(name)) {
            marks.bad(Names.JOINS, name, "other spaces", "a space doesn't join itself, so this is ignored");
        }
        return List.copyOf(joins);
    }
}
