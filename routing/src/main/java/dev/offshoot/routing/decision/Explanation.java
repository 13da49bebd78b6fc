package dev.offshoot.routing.decision;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Why one request was decided as it was. The same facts as a header's line, as text for people and as a map for JSON.
 *
 * @param context the request's space; null where it was refused before one was known
 * @param source what names the context, as users see it
 * @param host the matched host without prefix; null where none matched or the host doesn't matter
 * @param called the called Service and port, {@code default/orders:http}
 * @param lineage the context's; empty where there is none
 * @param answering the Service that answers
 * @param role what that Service is in the lineage
 * @param ready endpoints that are ready, of {@code known} ones
 * @param refusal why the gateway answers itself; null where it forwards
 * @param ignored sources that are present and don't decide
 */
public record Explanation(
        @Nullable String context,
        @Nullable String source,
        @Nullable String host,
        @Nullable String called,
        List<String> lineage,
        @Nullable String answering,
        @Nullable String role,
        int ready,
        int known,
        @Nullable String notice,
        Decision.@Nullable Refuse refusal,
        List<Ignored> ignored) {
    /** A source of a context that is present and doesn't decide; the value as it may be shown. */
    public record Ignored(String carrier, String value, String why) {}

    private static final int MOST_BYTES = 2048;
    private static final int MOST_LINEAGE = 20;
    private static final String CUT = "...";

    public Explanation {
        lineage = List.copyOf(lineage);
        ignored = List.copyOf(ignored);
    }

    /** One line of printable ASCII, at most 2 KiB; a long lineage is cut. */
    public String line() {
        StringJoiner line = new StringJoiner("; ");
        if (context != null) {
            line.add("context=" + context + (source == null ? "" : " from " + source));
        }
        if (called != null) {
            line.add("called=" + called);
        }
        if (!lineage.isEmpty()) {
            line.add("lineage=" + shortLineage());
        }
        if (answering != null) {
            line.add("answered by " + answering + " (" + role + "), " + endpoints());
        }
        if (refusal != null) {
            line.add("refused: " + refusal.code().code() + " (" + refusal.code().status() + "): " + refusal.detail());
            if (!refusal.nearest().isEmpty()) {
                line.add("nearest: " + String.join(", ", refusal.nearest()));
            }
        }
        if (notice != null) {
            line.add("notice: " + notice);
        }
        if (!ignored.isEmpty()) {
            line.add("ignored: " + shownIgnored());
        }
        return ascii(line.toString());
    }

    /** A line for each fact, each ended. */
    public String text() {
        StringBuilder text = new StringBuilder();
        toMap().forEach((name, value) -> {
            if (value instanceof Map<?, ?> parts) {
                parts.forEach((part, one) -> text.append(row(name + " " + part, one)));
            } else {
                text.append(row(name, value));
            }
        });
        return text.toString();
    }

    private static String row(String name, Object value) {
        String shown = value instanceof List<?> list
                ? String.join(", ", list.stream().map(Explanation::shown).toList())
                : String.valueOf(value);
        return name + ":" + " ".repeat(Math.max(1, 18 - name.length())) + shown + "\n";
    }

    private static String shown(Object one) {
        return one instanceof Map<?, ?> ignored
                ? ignored.get("carrier") + "=" + ignored.get("value") + " (" + ignored.get("why") + ")"
                : String.valueOf(one);
    }

    /** In the order of the reasoning; values are strings, numbers, lists and maps of such. What isn't known isn't in it. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        put(map, "host", host);
        put(map, "context", context);
        put(map, "source", source);
        put(map, "called", called);
        if (!lineage.isEmpty()) {
            map.put("lineage", lineage);
        }
        if (answering != null) {
            map.put("answering", answering);
            put(map, "role", role);
            map.put("endpoints", endpoints());
        }
        put(map, "notice", notice);
        if (refusal != null) {
            map.put("refusal", refusalMap(refusal));
        }
        if (!ignored.isEmpty()) {
            map.put("ignored", ignored.stream().map(Explanation::ignoredMap).toList());
        }
        return map;
    }

    private static Map<String, Object> refusalMap(Decision.Refuse refusal) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("code", refusal.code().code());
        map.put("status", refusal.code().status());
        map.put("detail", refusal.detail());
        put(map, "space", refusal.space());
        put(map, "service", refusal.service());
        if (!refusal.nearest().isEmpty()) {
            map.put("nearest", refusal.nearest());
        }
        return map;
    }

    private static Map<String, Object> ignoredMap(Ignored one) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("carrier", one.carrier);
        map.put("value", one.value);
        map.put("why", one.why);
        return map;
    }

    private static void put(Map<String, Object> map, String name, @Nullable String value) {
        if (value != null) {
            map.put(name, value);
        }
    }

    private String endpoints() {
        return ready + " of " + known + " endpoints ready";
    }

    private String shortLineage() {
        if (lineage.size() <= MOST_LINEAGE) {
            return String.join(">", lineage);
        }
        int more = lineage.size() - MOST_LINEAGE;
        List<String> shown = new ArrayList<>(lineage.subList(0, MOST_LINEAGE - 1));
        shown.add(CUT + more + " more" + CUT);
        shown.add(lineage.getLast());
        return String.join(">", shown);
    }

    private String shownIgnored() {
        return String.join(
                ", ",
                ignored.stream()
                        .map(one -> one.carrier + "=" + one.value + " (" + one.why + ")")
                        .toList());
    }

    private static String ascii(String line) {
        StringBuilder shown = new StringBuilder(line);
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            if (c < ' ' || c > '~') {
                shown.setCharAt(i, '?');
            }
        }
        if (shown.length() > MOST_BYTES) {
            shown.setLength(MOST_BYTES - CUT.length());
            shown.append(CUT);
        }
        return shown.toString();
    }
}
