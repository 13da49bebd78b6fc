package dev.offshoot.cli.ide;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text of JSON with comments into which values are put: all that they don't take the place of stays as it is, to the character. New
 * lines have the text's own indentation and line ends. Immutable.
 */
final class JsoncText {
    private final String text;
    private final Jsonc.Members root;

    /** @throws IllegalArgumentException with what is wrong, where it isn't an object */
    JsoncText(String text) {
        this.text = text;
        if (!(Jsonc.parse(text) instanceof Jsonc.Members members)) {
            throw new IllegalArgumentException("no object");
        }
        this.root = members;
    }

    @Override
    public String toString() {
        return text;
    }

    Jsonc.Members root() {
        return root;
    }

    String source(Jsonc value) {
        return text.substring(value.start(), value.end());
    }

    /** @param value of this text */
    JsoncText replaced(Jsonc value, Object by) {
        return new JsoncText(
                text.substring(0, value.start()) + written(by, indent(value.start())) + text.substring(value.end()));
    }

    /** Sets one member of an object of this text. */
    JsoncText with(Jsonc.Members object, String name, Object value) {
        Jsonc present = object.value(name);
        if (present != null) {
            return replaced(present, value);
        }
        List<Jsonc.Member> members = List.copyOf(object.members().values());
        Place place = members.isEmpty()
                ? emptyPlace(object)
                : placeAfter(
                        object,
                        members.getLast().start(),
                        members.getLast().value().end());
        return put(place, JsonForm.quoted(name) + ": " + written(value, place.indent));
    }

    /** The array of that name in the root, which is added where it isn't there. */
    JsoncText withArray(String name) {
        Jsonc present = root.value(name);
        if (present == null) {
            return with(root, name, List.of());
        }
        if (!(present instanceof Jsonc.Items)) {
            throw new IllegalArgumentException("\"" + name + "\" is no array");
        }
        return this;
    }

    /** @param array of the root, which must be there */
    Jsonc.Items array(String array) {
        if (!(root.value(array) instanceof Jsonc.Items items)) {
            throw new IllegalStateException(array);
        }
        return items;
    }

    /** Adds an item at the end of an array of this text. */
    JsoncText appended(Jsonc.Items array, Object value) {
        Place place = placeIn(array);
        return put(place, written(value, place.indent));
    }

    /** The same with the source of an item of that array, or of one at the same depth. */
    JsoncText appendedSource(Jsonc.Items array, String source) {
        return put(placeIn(array), source);
    }

    /**
     * Where an entry can be put.
     *
     * @param comma where the entry before it lacks its comma; null where it doesn't
     * @param at behind the last comment
     * @param trailing whether the text writes a comma after the last entry
     * @param closing what must come between the entry and the closing bracket
     */
    private record Place(@Nullable Integer comma, int at, String indent, boolean trailing, String closing) {}

    private JsoncText put(Place place, String written) {
        String entry = eol() + place.indent + written + (place.trailing ? "," : "") + place.closing;
        String head = place.comma == null
                ? text.substring(0, place.at)
                : text.substring(0, place.comma) + "," + text.substring(place.comma, place.at);
        String rest = text.substring(place.at);
        return new JsoncText(head + entry + (place.closing.isEmpty() ? rest : rest.stripLeading()));
    }

    private Place placeIn(Jsonc.Items array) {
        return array.items().isEmpty()
                ? emptyPlace(array)
                : placeAfter(
                        array,
                        array.items().getLast().start(),
                        array.items().getLast().end());
    }

    private Place emptyPlace(Jsonc container) {
        int at = contentEnd(container.start() + 1, container.end() - 1);
        return new Place(null, at, indent(container.start()) + unit(), false, closing(container, at));
    }

    private Place placeAfter(Jsonc container, int start, int end) {
        int close = container.end() - 1;
        boolean comma = JsoncGap.hasComma(text, end, close);
        int at = contentEnd(end, close);
        String indent = startsLine(start) ? indent(start) : indent(container.start()) + unit();
        return new Place(comma ? null : end, at, indent, comma, closing(container, at));
    }

    private String closing(Jsonc container, int at) {
        boolean sameLine = text.substring(at, container.end()).indexOf('\n') < 0;
        return sameLine ? eol() + indent(container.start()) : "";
    }

    /** Behind the last character in between that is no space. */
    private int contentEnd(int from, int to) {
        int at = to;
        while (at > from && Character.isWhitespace(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    private String written(Object value, String indent) {
        return JsonForm.of(value, indent, unit(), eol());
    }

    private String eol() {
        return text.contains("\r\n") ? "\r\n" : "\n";
    }

    /** How deep the root's members are indented; VS Code's four spaces where that can't be seen. */
    private String unit() {
        return root.members().values().stream()
                .filter(member ->
                        startsLine(member.start()) && !indent(member.start()).isEmpty())
                .map(member -> indent(member.start()))
                .findFirst()
                .orElse("    ");
    }

    private int lineStart(int at) {
        return text.lastIndexOf('\n', at - 1) + 1;
    }

    private boolean startsLine(int at) {
        return text.substring(lineStart(at), at).isBlank();
    }

    /** Of the line that the character is in. */
    private String indent(int at) {
        int start = lineStart(at);
        int end = start;
        while (end < at && (text.charAt(end) == ' ' || text.charAt(end) == '\t')) {
            end++;
        }
        return text.substring(start, end);
    }
}
