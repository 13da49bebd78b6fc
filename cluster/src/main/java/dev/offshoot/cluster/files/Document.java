package dev.offshoot.cluster.files;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One document of a file.
 *
 * @param line where it begins; the first line is 1
 * @param lines where mappings and lists begin, by identity
 */
record Document(JsonNode root, int line, Map<JsonNode, Integer> lines) {
    /** Where {@code node} begins, if it is a mapping or list of the document. */
    int lineOf(@Nullable JsonNode node, int otherwise) {
        Integer found = node == null ? null : lines.get(node);
        return found == null ? otherwise : found;
    }
}
