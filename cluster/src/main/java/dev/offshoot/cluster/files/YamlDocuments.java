package dev.offshoot.cluster.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * YAML 1.2 text as documents. Built from the parser's events, so that neither nesting nor aliases can exhaust memory or stack:
 * an anchored value is shared, and what aliases repeat in all is bounded.
 */
final class YamlDocuments {
    private static final int MAX_ALIASED = 1_000_000;
    private static final int MAX_NUMBER = 40;
    private static final LoadSettings SETTINGS =
            LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
    private static final CoreScalarResolver RESOLVER = new CoreScalarResolver(false);

    private final TreeBuilder tree = new TreeBuilder();
    private final Map<String, TreeBuilder.Complete> anchors = new HashMap<>();
    private final List<Document> documents = new ArrayList<>();
    private long aliased;

    private YamlDocuments() {}

    static List<Document> parse(String text) throws SyntaxException {
        try {
            return new YamlDocuments().read(new ParserImpl(SETTINGS, new StreamReader(SETTINGS, text)));
        } catch (MarkedYamlEngineException e) {
            throw new SyntaxException(line(e), text(e));
        } catch (ReaderException e) {
            int at = text.offsetByCodePoints(0, Math.min(e.getPosition(), text.codePointCount(0, text.length())));
            int line = 1
                    + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
            throw new SyntaxException(line, "the character U+%04X is not allowed in YAML".formatted(e.getCodePoint()));
        } catch (YamlEngineException e) {
            throw new SyntaxException(0, String.valueOf(e.getMessage()));
        }
    }

    private static int line(MarkedYamlEngineException e) {
        Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
        return mark.map(found -> found.getLine() + 1).orElse(0);
    }

    private static String text(MarkedYamlEngineException e) {
        return e.getContext() == null ? e.getProblem() : e.getProblem() + " (" + e.getContext() + ")";
    }

    private List<Document> read(ParserImpl events) throws SyntaxException {
        while (events.hasNext()) {
            Event event = events.next();
            int line = event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
            switch (event.getEventId()) {
                case MappingStart -> tree.startMapping(line, name(((MappingStartEvent) event).getAnchor()));
                case SequenceStart -> tree.startList(line, name(((SequenceStartEvent) event).getAnchor()));
                case MappingEnd, SequenceEnd -> remember(tree.end());
                case Scalar -> scalar((ScalarEvent) event, line);
                case Alias -> alias(name(((AliasEvent) event).getAnchor()), line);
                case DocumentEnd -> document();
                case StreamStart, StreamEnd, DocumentStart, Comment -> {}
            }
        }
        return documents;
    }

    private static @Nullable String name(Optional<Anchor> anchor) {
        return anchor.map(Anchor::getValue).orElse(null);
    }

    private void document() {
        Document document = tree.document();
        if (document != null) {
            documents.add(document);
        }
        anchors.clear();
    }

    private void remember(TreeBuilder.Complete complete) {
        if (complete.anchor() != null) {
            anchors.put(complete.anchor(), complete);
        }
    }

    private void alias(@Nullable String anchor, int line) throws SyntaxException {
        TreeBuilder.Complete complete = anchors.get(anchor);
        if (complete == null) {
            throw new SyntaxException(line, "*" + anchor + " names no value that is complete before it");
        }
        aliased += complete.size();
        if (aliased > MAX_ALIASED) {
            throw new SyntaxException(line, "aliases repeat more than " + MAX_ALIASED + " values");
        }
        if (tree.expectsKey()) {
            tree.key(line, complete.node().asText());
        } else {
            tree.add(complete.node(), line, complete.size());
        }
    }

    private void scalar(ScalarEvent event, int line) throws SyntaxException {
        JsonNode value = value(event);
        String anchor = name(event.getAnchor());
        if (anchor != null) {
            anchors.put(anchor, new TreeBuilder.Complete(value, anchor, 1));
        }
        if (tree.expectsKey()) {
            tree.key(line, event.getValue());
        } else {
            tree.add(value, line, 1);
        }
    }

    private static JsonNode value(ScalarEvent event) {
        String written = event.getValue();
        boolean plain =
                event.isPlain() && !Tag.STR.getValue().equals(event.getTag().orElse(""));
        if (!plain || written.length() > MAX_NUMBER) {
            return JsonNodeFactory.instance.textNode(written);
        }
        Tag tag = RESOLVER.resolve(written, true);
        if (tag.equals(Tag.NULL)) {
            return JsonNodeFactory.instance.nullNode();
        } else if (tag.equals(Tag.BOOL)) {
            return JsonNodeFactory.instance.booleanNode(written.equalsIgnoreCase("true"));
        } else if (tag.equals(Tag.INT)) {
            return integer(written);
        } else if (tag.equals(Tag.FLOAT)) {
            return JsonNodeFactory.instance.numberNode(real(written));
        }
        return JsonNodeFactory.instance.textNode(written);
    }

    private static JsonNode integer(String written) {
        BigInteger number = written.startsWith("0x")
                ? new BigInteger(written.substring(2), 16)
                : written.startsWith("0o") ? new BigInteger(written.substring(2), 8) : new BigInteger(written);
        if (number.bitLength() < Integer.SIZE) {
            return JsonNodeFactory.instance.numberNode(number.intValue());
        }
        return number.bitLength() < Long.SIZE
                ? JsonNodeFactory.instance.numberNode(number.longValue())
                : JsonNodeFactory.instance.numberNode(number);
    }

    private static double real(String written) {
        String plain = written.replaceFirst("^[+-]", "").toLowerCase(java.util.Locale.ROOT);
        double sign = written.startsWith("-") ? -1 : 1;
        return switch (plain) {
            case ".inf" -> sign * Double.POSITIVE_INFINITY;
            case ".nan" -> Double.NaN;
            default -> sign * Double.parseDouble(plain);
        };
    }
}
