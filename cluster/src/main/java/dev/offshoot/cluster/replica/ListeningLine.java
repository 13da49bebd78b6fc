package dev.offshoot.cluster.replica;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.offshoot.routing.decision.Endpoint;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code GET /api/listening}, a JSON object: the first has {@code pod} and the whole state, each later one what
 * became different. Absent members stay as they were, so {@code {}} is a sign of life. Unknown members are ignored.
 *
 * @param pod only in the first line
 * @param opened listening ports that are open now
 * @param closed listening ports that no longer are
 * @param reached endpoints that were connected to
 * @param unreachable endpoints that couldn't be connected to
 * @param forgotten endpoints of which nothing is said any more
 * @param tunnels all that are held now; in later lines only where that changed
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ListeningLine(
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String pod,
        @Nullable Boolean ready,
        @Nullable Boolean draining,
        @Nullable List<Integer> opened,
        @Nullable List<Integer> closed,
        @Nullable List<String> reached,
        @Nullable List<String> unreachable,
        @Nullable List<String> forgotten,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<HeldTunnel> tunnels) {
    /** The line of a quiet replica. */
    public static final String HEARTBEAT = "{}";

    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** The first line of a stream. */
    public static String first(ListeningState state) {
        return text(new ListeningLine(
                state.pod(),
                state.ready(),
                state.draining(),
                sorted(state.listening()),
                List.of(),
                texts(state.reached()),
                texts(state.unreachable()),
                List.of(),
                state.tunnels().isEmpty() ? null : state.tunnels()));
    }

    /** The line that makes {@code before} {@code after}; {@link #HEARTBEAT} where they are equal. */
    public static String change(ListeningState before, ListeningState after) {
        Set<Endpoint> forgotten = new HashSet<>(before.reached());
        forgotten.addAll(before.unreachable());
        forgotten.removeAll(after.reached());
        forgotten.removeAll(after.unreachable());
        return text(new ListeningLine(
                null,
                before.ready() == after.ready() ? null : after.ready(),
                before.draining() == after.draining() ? null : after.draining(),
                sorted(without(after.listening(), before.listening())),
                sorted(without(before.listening(), after.listening())),
                texts(without(after.reached(), before.reached())),
                texts(without(after.unreachable(), before.unreachable())),
                texts(forgotten),
                before.tunnels().equals(after.tunnels()) ? null : after.tunnels()));
    }

    /**
     * The state after a line.
     *
     * @param before null where {@code line} is a stream's first
     * @throws IllegalArgumentException naming what isn't a line of this form
     */
    public static ListeningState read(@Nullable ListeningState before, String line) {
        ListeningLine read = parse(line);
        if (read.pod != null) {
            return read.applied(new ListeningState(read.pod, false, false, Set.of(), Set.of(), Set.of(), List.of()));
        }
        if (before == null) {
            throw new IllegalArgumentException("first line: " + shown(line) + " (expected: one with \"pod\")");
        }
        return read.applied(before);
    }

    private ListeningState applied(ListeningState before) {
        Set<Integer> listening = new HashSet<>(before.listening());
        listening.addAll(all(opened));
        all(closed).forEach(listening::remove);
        Set<Endpoint> nowReached = endpoints(reached);
        Set<Endpoint> nowUnreachable = endpoints(unreachable);
        Set<Endpoint> gone = endpoints(forgotten);
        Set<Endpoint> good = new HashSet<>(without(before.reached(), gone));
        good.removeAll(nowUnreachable);
        good.addAll(nowReached);
        Set<Endpoint> bad = new HashSet<>(without(before.unreachable(), gone));
        bad.removeAll(nowReached);
        bad.addAll(nowUnreachable);
        return new ListeningState(
                before.pod(),
                Objects.requireNonNullElse(ready, before.ready()),
                Objects.requireNonNullElse(draining, before.draining()),
                listening,
                good,
                bad,
                tunnels == null ? before.tunnels() : all(tunnels));
    }

    private static ListeningLine parse(String line) {
        try {
            ListeningLine read = JSON.readValue(line, ListeningLine.class);
            if (read != null) {
                return read;
            }
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(
                    "line: " + shown(line) + " (expected: a JSON object as /api/listening writes it)", malformed);
        }
        throw new IllegalArgumentException("line: " + shown(line) + " (expected: a JSON object)");
    }

    private static String text(ListeningLine line) {
        try {
            return JSON.writeValueAsString(line);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Set<Endpoint> endpoints(@Nullable List<String> texts) {
        Set<Endpoint> endpoints = new HashSet<>();
        all(texts).forEach(text -> endpoints.add(endpoint(text)));
        return endpoints;
    }

    /** What {@link Endpoint#toString} writes. */
    private static Endpoint endpoint(String text) {
        int colon = text.lastIndexOf(':');
        String address = text.substring(0, Math.max(colon, 0));
        if (address.startsWith("[") && address.endsWith("]")) {
            address = address.substring(1, address.length() - 1);
        }
        try {
            int port = Integer.parseInt(text, colon + 1, text.length(), 10);
            if (!address.isEmpty() && port > 0 && port < 65536) {
                return new Endpoint(address, port);
            }
        } catch (NumberFormatException none) {
            // falls through to the message
        }
        throw new IllegalArgumentException("endpoint: " + shown(text) + " (expected: address:port)");
    }

    private static <T> List<T> all(@Nullable List<T> values) {
        if (values == null) {
            return List.of();
        }
        for (T value : values) {
            if (value == null) {
                throw new IllegalArgumentException("list: " + shown(values.toString()) + " (expected: no null in it)");
            }
        }
        return values;
    }

    private static <T> Set<T> without(Set<T> all, Set<T> taken) {
        Set<T> rest = new HashSet<>(all);
        rest.removeAll(taken);
        return rest;
    }

    private static List<Integer> sorted(Collection<Integer> ports) {
        return ports.stream().sorted().toList();
    }

    private static List<String> texts(Collection<Endpoint> endpoints) {
        return endpoints.stream().sorted().map(Endpoint::toString).toList();
    }

    private static String shown(String text) {
        return "'" + (text.length() > 80 ? text.substring(0, 80) + "…" : text) + "'";
    }
}
