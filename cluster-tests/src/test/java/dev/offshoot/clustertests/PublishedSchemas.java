package dev.offshoot.clustertests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The schemas that an API server publishes of its kinds (OpenAPI 3, {@code /openapi/v3}), read strictly: a field that a schema doesn't
 * name is a fault. What they say of texts and numbers (patterns, bounds) isn't looked at; the API server does that.
 */
final class PublishedSchemas {
    private final KubernetesClient client;
    private final Map<String, JsonNode> documents = new TreeMap<>();

    PublishedSchemas(KubernetesClient client) {
        this.client = client;
    }

    /** What of an object its kind's schema doesn't allow, each with its place in the object; empty where it is sound. */
    List<String> faults(JsonNode object) {
        List<String> faults = new ArrayList<>();
        String version = object.path("apiVersion").asText();
        String kind = object.path("kind").asText();
        JsonNode document = documents.computeIfAbsent(version, this::document);
        schemas(document)
                .filter(schema -> names(schema, version, kind))
                .findFirst()
                .ifPresentOrElse(
                        schema -> new Check(document, faults).value(schema, object, kind, true),
                        () -> faults.add(kind + ": no schema in " + version));
        return faults;
    }

    private JsonNode document(String version) {
        String path = "/openapi/v3/" + (version.contains("/") ? "apis/" : "api/") + version;
        try {
            return new ObjectMapper().readTree(client.raw(path));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(path, e);
        }
    }

    private static Stream<JsonNode> schemas(JsonNode document) {
        return elements(document.path("components").path("schemas"));
    }

    private static boolean names(JsonNode schema, String version, String kind) {
        return elements(schema.path("x-kubernetes-group-version-kind")).anyMatch(one -> {
            String group = one.path("group").asText();
            String named =
                    (group.isEmpty() ? "" : group + "/") + one.path("version").asText();
            return named.equals(version) && one.path("kind").asText().equals(kind);
        });
    }

    private static Stream<JsonNode> elements(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false);
    }

    /** @param document that references in its schemas lead into */
    private record Check(JsonNode document, List<String> faults) {
        /** @param strict whether a field that the schema doesn't name is a fault */
        void value(JsonNode schema, JsonNode value, String place, boolean strict) {
            if (schema.path("$ref").isTextual()) {
                value(document.at(schema.path("$ref").asText().substring(1)), value, place, strict);
                return;
            }
            if (value.isNull()) {
                if (!schema.path("nullable").asBoolean()) {
                    faults.add(place + ": nothing (expected: a value, or no field)");
                }
                return;
            }
            schema.path("allOf").forEach(part -> value(part, value, place, strict));
            for (String choice : List.of("oneOf", "anyOf")) {
                if (schema.has(choice) && elements(schema.path(choice)).noneMatch(part -> allows(part, value))) {
                    faults.add(place + ": " + value + " (expected: one of " + schema.path(choice) + ")");
                }
            }
            if (schema.has("enum") && elements(schema.path("enum")).noneMatch(value::equals)) {
                faults.add(place + ": " + value + " (expected: one of " + schema.path("enum") + ")");
            }
            String type = schema.path("type").asText();
            if (!type.isEmpty() && !isA(type, value)) {
                faults.add(place + ": " + value + " (expected: " + type + ")");
            } else if (value.isArray()) {
                for (int i = 0; i < value.size(); i++) {
                    value(schema.path("items"), value.get(i), place + "[" + i + "]", strict);
                }
            } else if (value.isObject()) {
                fields(schema, value, place, strict);
            }
        }

        private void fields(JsonNode schema, JsonNode object, String place, boolean strict) {
            schema.path("required").forEach(name -> {
                if (!object.has(name.asText())) {
                    faults.add(place + "." + name.asText() + ": missing");
                }
            });
            JsonNode others = schema.path("additionalProperties");
            boolean anyField = !strict
                    || !schema.has("properties")
                    || others.asBoolean()
                    || schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
            object.properties().forEach(field -> {
                String inside = place + "." + field.getKey();
                JsonNode known = schema.path("properties").path(field.getKey());
                if (!known.isMissingNode() || others.isObject()) {
                    value(known.isMissingNode() ? others : known, field.getValue(), inside, strict);
                } else if (!anyField) {
                    faults.add(inside + ": no such field");
                }
            });
        }

        private boolean allows(JsonNode schema, JsonNode value) {
            List<String> here = new ArrayList<>();
            new Check(document, here).value(schema, value, "", false);
            return here.isEmpty();
        }

        private static boolean isA(String type, JsonNode value) {
            return switch (type) {
                case "object" -> value.isObject();
                case "array" -> value.isArray();
                case "string" -> value.isTextual();
                case "boolean" -> value.isBoolean();
                case "integer" -> value.isIntegralNumber();
                case "number" -> value.isNumber();
                default -> throw new IllegalStateException("a schema's type " + type);
            };
        }
    }
}
