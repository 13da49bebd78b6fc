package dev.offshoot.cluster.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds the trees of a file's documents from its events, without recursion and with the line of every mapping and list. */
final class TreeBuilder {
    /** Kubernetes objects nest about 20 deep; the API server's own limit is 10,000. */
    private static final int MAX_DEPTH = 200;

    /** YAML 1.1's merge key, which kubectl knows. */
    private static final String MERGE = "<<";

    private final Map<JsonNode, Integer> lines = new IdentityHashMap<>();
    private final Deque<Frame> open = new ArrayDeque<>();
    private @Nullable JsonNode root;
    private int rootLine;

    /** A mapping or list that isn't complete yet. */
    private static final class Frame {
        final ContainerNode<?> node;
        final int line;
        final @Nullable String anchor;

        @Nullable
        String key;

        long size = 1;

        Frame(ContainerNode<?> node, int line, @Nullable String anchor) {
            this.node = node;
            this.line = line;
            this.anchor = anchor;
        }
    }

    /** A complete mapping or list, with the anchor it began with and the number of values in it. */
    record Complete(JsonNode node, @Nullable String anchor, long size) {}

    boolean expectsKey() {
        Frame frame = open.peek();
        return frame != null && frame.node instanceof ObjectNode && frame.key == null;
    }

    void startMapping(int line, @Nullable String anchor) throws SyntaxException {
        start(JsonNodeFactory.instance.objectNode(), line, anchor);
    }

    void startList(int line, @Nullable String anchor) throws SyntaxException {
        start(JsonNodeFactory.instance.arrayNode(), line, anchor);
    }

    private void start(ContainerNode<?> node, int line, @Nullable String anchor) throws SyntaxException {
        if (expectsKey()) {
            throw new SyntaxException(line, "a key is a mapping or list, expected text");
        }
        if (open.size() == MAX_DEPTH) {
            throw new SyntaxException(line, "nested deeper than " + MAX_DEPTH + " levels");
        }
        lines.put(node, line);
        open.push(new Frame(node, line, anchor));
    }

    void key(int line, String key) throws SyntaxException {
        Frame frame = open.element();
        if (frame.node.has(key)) {
            throw new SyntaxException(line, "the key \"" + key + "\" stands twice in one mapping");
        }
        frame.key = key;
    }

    /** Ends the innermost mapping or list. */
    Complete end() {
        Frame frame = open.pop();
        if (frame.node instanceof ObjectNode mapping && mapping.get(MERGE) != null) {
            merge(mapping, mapping.remove(MERGE));
        }
        add(frame.node, frame.line, frame.size);
        return new Complete(frame.node, frame.anchor, frame.size);
    }

    /** Gives {@code mapping} what it lacks of one mapping, or of several, the first of which counts. */
    private static void merge(ObjectNode mapping, JsonNode merged) {
        if (merged instanceof ObjectNode single) {
            single.properties().forEach(field -> mapping.putIfAbsent(field.getKey(), field.getValue()));
        } else {
            merged.forEach(element -> {
                if (element instanceof ObjectNode) {
                    merge(mapping, element);
                }
            });
        }
    }

    /** Adds a value that is complete: a scalar, or one that stood before. */
    void add(JsonNode value, int line, long size) {
        Frame frame = open.peek();
        if (frame == null) {
            root = value;
            rootLine = line;
            return;
        }
        frame.size += size;
        if (frame.node instanceof ArrayNode list) {
            list.add(value);
        } else if (frame.node instanceof ObjectNode mapping && frame.key != null) {
            mapping.set(frame.key, value);
            frame.key = null;
        }
    }

    /** The document that was built; a new one begins. */
    @Nullable
    Document document() {
        JsonNode built = root;
        root = null;
        return built == null ? null : new Document(built, rootLine, lines);
    }
}
