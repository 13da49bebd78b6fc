package dev.offshoot.gateway.json;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A JSON object that is written member by member (RFC 8259). Members without a value are left out. Not thread-safe. */
public final class JsonObject {
    private final StringBuilder out = new StringBuilder(256).append('{');

    public JsonObject member(String name, @Nullable String value) {
        if (value != null) {
            quoted(begin(name), value);
        }
        return this;
    }

    public JsonObject member(String name, long value) {
        begin(name).append(value);
        return this;
    }

    public JsonObject member(String name, List<String> values) {
        if (!values.isEmpty()) {
            begin(name).append('[');
            for (int i = 0; i < values.size(); i++) {
                quoted(i == 0 ? out : out.append(','), values.get(i));
            }
            out.append(']');
        }
        return this;
    }

    private StringBuilder begin(String name) {
        return out.append(out.length() == 1 ? "\"" : ",\"").append(name).append("\":");
    }

    /** RFC 8259 §7; lone surrogates are escaped, so that the bytes are always UTF-8. */
    private static void quoted(StringBuilder out, String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ' || c == 0x7f || Character.isSurrogate(c)) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** The object; nothing may be added afterwards. */
    public String end() {
        return out.append('}').toString();
    }
}
