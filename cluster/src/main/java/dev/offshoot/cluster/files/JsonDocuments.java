package dev.offshoot.cluster.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** JSON text as documents: one value after the other. */
final class JsonDocuments {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(100)
                    .maxStringLength(TextFile.MAX_BYTES)
                    .build())
            .build();

    private JsonDocuments() {}

    static List<Document> parse(String text) throws SyntaxException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            return read(parser);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new SyntaxException(line, e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a string can't fail to be read
        }
    }

    private static List<Document> read(JsonParser parser) throws IOException, SyntaxException {
        TreeBuilder tree = new TreeBuilder();
        List<Document> documents = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            int line = parser.currentTokenLocation().getLineNr();
            switch (token) {
                case START_OBJECT -> tree.startMapping(line, null);
                case START_ARRAY -> tree.startList(line, null);
                case END_OBJECT, END_ARRAY -> tree.end();
                case FIELD_NAME -> tree.key(line, parser.currentName());
                default -> tree.add(value(parser, token), line, 1);
            }
            Document document = tree.document();
            if (document != null) {
                documents.add(document);
            }
        }
        return documents;
    }

    private static JsonNode value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_TRUE -> JsonNodeFactory.instance.booleanNode(true);
            case VALUE_FALSE -> JsonNodeFactory.instance.booleanNode(false);
            case VALUE_NULL -> JsonNodeFactory.instance.nullNode();
            case VALUE_NUMBER_FLOAT -> JsonNodeFactory.instance.numberNode(parser.getDoubleValue());
            case VALUE_NUMBER_INT ->
                switch (parser.getNumberType()) {
                    case INT -> JsonNodeFactory.instance.numberNode(parser.getIntValue());
                    case LONG -> JsonNodeFactory.instance.numberNode(parser.getLongValue());
                    default -> JsonNodeFactory.instance.numberNode(parser.getBigIntegerValue());
                };
            default -> JsonNodeFactory.instance.textNode(parser.getText());
        };
    }
}
