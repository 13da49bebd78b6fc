package dev.offshoot.cluster.files;

import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The conversion of trees into fabric8's types, as strict about scalars as an API server is. */
final class Conversion {
    static final ObjectMapper MAPPER = strict(JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT));

    private Conversion() {}

    /** A value that isn't of its field's type. */
    record Mismatch(int line, String text) {}

    private static ObjectMapper strict(JsonMapper.Builder builder) {
        for (LogicalType type : List.of(
                LogicalType.Textual, LogicalType.Integer, LogicalType.Float, LogicalType.Boolean, LogicalType.Enum)) {
            builder.withCoercionConfig(type, config -> {
                for (CoercionInputShape shape : CoercionInputShape.values()) {
                    if (!isOwn(type, shape)) {
                        config.setCoercion(shape, CoercionAction.Fail);
                    }
                }
            });
        }
        return builder.build();
    }

    private static boolean isOwn(LogicalType type, CoercionInputShape shape) {
        return switch (type) {
            case Textual, Enum -> shape == CoercionInputShape.String || shape == CoercionInputShape.EmptyString;
            case Integer -> shape == CoercionInputShape.Integer;
            case Float -> shape == CoercionInputShape.Integer || shape == CoercionInputShape.Float;
            case Boolean -> shape == CoercionInputShape.Boolean;
            default -> true;
        };
    }

    static Mismatch mismatch(JsonMappingException e, JsonNode object, Document document, int objectLine) {
        StringBuilder path = new StringBuilder();
        JsonNode node = object;
        int line = objectLine;
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
                node = node.path(step.getIndex());
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
                node = node.path(step.getFieldName());
            }
            line = document.lineOf(node, line);
        }
        return new Mismatch(line, Quoted.of(path.toString(), 200) + " is " + shown(node) + ", expected " + expected(e));
    }

    private static String shown(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT, POJO -> "a mapping";
            case ARRAY -> "a list";
            case STRING -> "\"" + Quoted.of(node.asText(), 60) + "\"";
            case NUMBER -> "the number " + Quoted.of(node.asText(), 60);
            case BOOLEAN -> "the boolean " + node.asText();
            case NULL, MISSING, BINARY -> "empty";
        };
    }

    private static String expected(JsonMappingException e) {
        Class<?> type = targetType(e);
        if (type == String.class) {
            return "text (put it in quotes)";
        } else if (type == Integer.class || type == int.class || type == Long.class || type == long.class) {
            return "a whole number";
        } else if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        } else if (type.isEnum()) {
            return "one of " + Arrays.toString(type.getEnumConstants());
        } else if (Collection.class.isAssignableFrom(type)) {
            return "a list";
        } else if (Map.class.isAssignableFrom(type) || type.getName().startsWith("io.fabric8.kubernetes.api.model")) {
            return "a mapping";
        }
        return "another value (" + Quoted.of(e.getOriginalMessage(), 200) + ")";
    }

    private static Class<?> targetType(JsonMappingException e) {
        Class<?> type = null;
        if (e instanceof MismatchedInputException mismatch) {
            type = mismatch.getTargetType();
        } else if (e.getCause() instanceof InputCoercionException tooLarge) {
            type = tooLarge.getTargetType();
        }
        return type == null ? Object.class : type;
    }
}
