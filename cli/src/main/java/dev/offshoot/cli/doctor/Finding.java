package dev.offshoot.cli.doctor;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one check found.
 *
 * @param check its name, stable for tools
 * @param text one sentence without a stop
 * @param next what to do; null where nothing is to be done
 */
public record Finding(
        String check, State state, String text, @Nullable String next) {
    /** How bad it is. */
    public enum State {
        OK,
        /** Something works less well, or couldn't be looked at. */
        WARNING,
        /** Something doesn't work. */
        PROBLEM;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(String check, String text) {
        return new Finding(check, State.OK, text, null);
    }

    static Finding warning(String check, String text, String next) {
        return new Finding(check, State.WARNING, text, next);
    }

    public static Finding problem(String check, String text, String next) {
        return new Finding(check, State.PROBLEM, text, next);
    }

    /** As JSON and YAML show it. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("check", check);
        map.put("state", state.toString());
        map.put("text", text);
        if (next != null) {
            map.put("next", next);
        }
        return map;
    }

    /** One line, or two where something is to be done. */
    @Override
    public String toString() {
        String line = String.format(Locale.ROOT, "%-8s %-12s %s", state, check, text);
        return next == null ? line : line + System.lineSeparator() + " ".repeat(22) + next;
    }
}
