package dev.offshoot.clustertests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What Offshoot's service accounts asked of the API server within a time, as {@link AuditLog} reads it: how often by program, verb
 * and resource. A watch counts when it begins.
 *
 * @param counts by names such as {@code controller: patch namespaces}
 */
record ApiRequests(SortedMap<String, Integer> counts) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ACCOUNT = "system:serviceaccount:offshoot-system:offshoot-";

    /** Of all replicas, from one instant to another. */
    static ApiRequests between(Cluster cluster, Instant from, Instant to) {
        return matching(cluster, event -> {
            Instant at = Instant.parse(event.path("requestReceivedTimestamp").asText());
            return !at.isBefore(from) && at.isBefore(to);
        });
    }

    /** Those that made an object in that time; Events, which are bounded by themselves, don't count. */
    static ApiRequests creations(Cluster cluster, Instant from, Instant to) {
        return matching(cluster, event -> {
            Instant at = Instant.parse(event.path("requestReceivedTimestamp").asText());
            return !at.isBefore(from)
                    && at.isBefore(to)
                    && event.path("responseStatus").path("code").asInt() == 201
                    && !event.path("objectRef").path("resource").asText().equals("events")
                    && !event.path("objectRef").path("resource").asText().endsWith("reviews");
        });
    }

    private static ApiRequests matching(Cluster cluster, Predicate<JsonNode> wanted) {
        TreeMap<String, Integer> counts = new TreeMap<>();
        try (Stream<String> lines = Files.lines(cluster.log("audit"))) {
            lines.forEach(line -> {
                JsonNode event = read(line);
                String user = event.path("user").path("username").asText();
                if (user.startsWith(ACCOUNT) && isCounted(event) && wanted.test(event)) {
                    counts.merge(name(user.substring(ACCOUNT.length()), event), 1, Integer::sum);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ApiRequests(counts);
    }

    private static JsonNode read(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isCounted(JsonNode event) {
        boolean watch = event.path("verb").asText().equals("watch");
        return event.path("stage").asText().equals(watch ? "ResponseStarted" : "ResponseComplete");
    }

    private static String name(String program, JsonNode event) {
        JsonNode object = event.path("objectRef");
        String subresource = object.path("subresource").asText();
        return ShippedRights.right(
                program,
                event.path("verb").asText(),
                object.path("apiGroup").asText(),
                object.isMissingNode()
                        ? event.path("requestURI").asText()
                        : object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource));
    }

    /** Without those whose name has this in it. */
    ApiRequests without(String part) {
        return new ApiRequests(new TreeMap<>(counts.entrySet().stream()
                .filter(one -> !one.getKey().contains(part))
                .collect(Collectors.toMap(one -> one.getKey(), one -> one.getValue()))));
    }

    int total() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public String toString() {
        return total() + " " + counts;
    }
}
