package dev.offshoot.cli.ide;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of JSON with comments and trailing commas, as VS Code writes it, that knows where it stands in its text. */
sealed interface Jsonc {
    /** Where its first character is. */
    int start();

    /** Behind its last character. */
    int end();

    /** What it says: maps, lists, strings, numbers, booleans and null. */
    @Nullable
    Object plain();

    /** A string, number, boolean or null. */
    record Scalar(int start, int end, @Nullable Object plain) implements Jsonc {}

    record Items(int start, int end, List<Jsonc> items) implements Jsonc {
        @Override
        public List<@Nullable Object> plain() {
            List<@Nullable Object> plain = new ArrayList<>();
            items.forEach(item -> plain.add(item.plain()));
            return plain;
        }
    }

    record Members(int start, int end, Map<String, Member> members) implements Jsonc {
        @Override
        public Map<String, @Nullable Object> plain() {
            Map<String, @Nullable Object> plain = new LinkedHashMap<>();
            members.forEach((name, member) -> plain.put(name, member.value.plain()));
            return plain;
        }

        @Nullable
        Jsonc value(String name) {
            Member member = members.get(name);
            return member == null ? null : member.value;
        }

        /** Null where there is none, or it is no string. */
        @Nullable
        String string(String name) {
            Jsonc value = value(name);
            return value != null && value.plain() instanceof String text ? text : null;
        }
    }

    /** @param start where its name begins */
    record Member(int start, Jsonc value) {}

    /** @throws IllegalArgumentException with a line and what is wrong there */
    static Jsonc parse(String text) {
        JsonFactory factory = JsonFactory.builder()
                .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        String read = text.startsWith("\uFEFF") ? " " + text.substring(1) : text;
        try (JsonParser parser = factory.createParser(read)) {
            parser.nextToken();
            Jsonc root = value(parser);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException(
                        "line " + parser.currentTokenLocation().getLineNr() + ": more than one value");
            }
            return root;
        } catch (JsonProcessingException wrong) {
            throw new IllegalArgumentException((wrong.getLocation() == null
                            ? ""
                            : "line " + wrong.getLocation().getLineNr() + ": ")
                    + wrong.getOriginalMessage());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static Jsonc value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        int start = start(parser);
        if (token == JsonToken.START_OBJECT) {
            Map<String, Member> members = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                int at = start(parser);
                String name = parser.currentName();
                parser.nextToken();
                members.put(name, new Member(at, value(parser)));
            }
            return new Members(start, start(parser) + 1, members);
        }
        if (token == JsonToken.START_ARRAY) {
            List<Jsonc> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(value(parser));
            }
            return new Items(start, start(parser) + 1, items);
        }
        if (token == null) {
            throw new IllegalArgumentException("no value");
        }
        @Nullable
        Object plain = switch (token) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            default -> parser.getText();
        };
        return new Scalar(start, (int) parser.currentLocation().getCharOffset(), plain);
    }

    private static int start(JsonParser parser) {
        return (int) parser.currentTokenLocation().getCharOffset();
    }
}
