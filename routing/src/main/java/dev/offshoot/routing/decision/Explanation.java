package dev.offshoot.routing.decision;

import java.util.Map;

/** Why one request was decided as it was: the same facts as a line, as text and as a map. */
public record Explanation(String line, String text, Map<String, Object> toMap) {}
