package dev.offshoot.cli.ide;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values as JSON of several lines, laid out as VS Code does. Pure. */
final class JsonForm {
    private JsonForm() {}

    /**
     * @param value of maps, lists, strings, numbers and booleans
     * @param indent of the line on which it begins
     * @param unit what each level adds to that
     */
    static String of(@Nullable Object value, String indent, String unit, String eol) {
        String inner = indent + unit;
        return switch (value) {
            case null -> "null";
            case Map<?, ?> map when map.isEmpty() -> "{}";
            case List<?> list when list.isEmpty() -> "[]";
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> inner + quoted(entry.getKey().toString()) + ": "
                                + of(entry.getValue(), inner, unit, eol))
                        .collect(Collectors.joining("," + eol, "{" + eol, eol + indent + "}"));
            case List<?> list ->
                list.stream()
                        .map(item -> inner + of(item, inner, unit, eol))
                        .collect(Collectors.joining("," + eol, "[" + eol, eol + indent + "]"));
            case String text -> quoted(text);
            default -> value.toString();
        };
    }

    static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
