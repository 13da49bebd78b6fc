package dev.offshoot.routing.context;

import java.util.List;

/**
 * Walks the members of a comma-separated header over all its lines in order (RFC 9110, sections 5.3 and 5.6.1); members
 * that are empty or blank are passed over. Used by one thread.
 */
final class MemberCursor {
    private final List<String> lines;
    private int line = -1;
    private String text = "";
    private int rawStart;
    private int rawEnd;
    private int start;
    private int end;

    MemberCursor(List<String> lines) {
        this.lines = lines;
    }

    /** Whether there is another member; the cursor then stands on it. */
    boolean next() {
        while (advance()) {
            start = rawStart;
            end = rawEnd;
            while (start < end && Ows.is(text.charAt(start))) {
                start++;
            }
            while (start < end && Ows.is(text.charAt(end - 1))) {
                end--;
            }
            if (start < end) {
                return true;
            }
        }
        return false;
    }

    private boolean advance() {
        if (rawEnd < text.length()) {
            rawStart = rawEnd + 1;
        } else if (++line < lines.size()) {
            text = lines.get(line);
            rawStart = 0;
        } else {
            return false;
        }
        int comma = text.indexOf(',', rawStart);
        rawEnd = comma < 0 ? text.length() : comma;
        return true;
    }

    /** Whether the member's key is this one, be its value well-formed, malformed or missing. */
    boolean hasKey(String key) {
        int after = start + key.length();
        if (after > end || !text.startsWith(key, start)) {
            return false;
        }
        while (after < end && Ows.is(text.charAt(after))) {
            after++;
        }
        return after == end || text.charAt(after) == '=' || text.charAt(after) == ';';
    }

    /** The member without the blanks around it. */
    String member() {
        return text.substring(start, end);
    }

    /** Appends the member as it was sent, with its blanks, after a comma unless it is the first. */
    void appendRaw(StringBuilder list) {
        if (!list.isEmpty()) {
            list.append(',');
        }
        list.append(text, rawStart, rawEnd);
    }
}
