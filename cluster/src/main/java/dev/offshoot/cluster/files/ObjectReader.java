package dev.offshoot.cluster.files;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offshoot.cluster.objects.ObjectKey;
import dev.offshoot.cluster.objects.ObjectKind;
import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the objects of one file's documents: single ones, and those in lists of any kind. */
final class ObjectReader {
    /** Where an object stands that names no namespace: kubectl's own default. */
    private static final String DEFAULT_NAMESPACE = "default";

    private static final int MAX_LISTS = 3;
    private static final String NO_KIND = "no Kubernetes object";

    private final String file;
    private final List<ReadObject> objects = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Integer> others = new HashMap<>();

    private ObjectReader(String file) {
        this.file = file;
    }

    /** @param file the file as problems name it */
    static FileContent read(String file, List<Document> documents) throws SyntaxException {
        ObjectReader reader = new ObjectReader(file);
        for (Document document : documents) {
            reader.document(document);
        }
        return new FileContent(reader.objects, reader.problems, reader.others);
    }

    private void document(Document document) throws SyntaxException {
        JsonNode root = document.root();
        if (root instanceof ObjectNode mapping) {
            object(document, mapping, null, null, 0);
        } else if (root.isArray()) {
            others.merge(NO_KIND, 1, Integer::sum);
        } else if (!root.isNull()) {
            String shown = Quoted.of(root.asText(), 40);
            throw new SyntaxException(
                    document.line(),
                    "\"" + shown + "\" is no Kubernetes object, expected a mapping with apiVersion and kind");
        }
    }

    /** Items of typed lists, such as a ServiceList, have their version and kind from the list. */
    private void object(
            Document document, ObjectNode node, @Nullable String listVersion, @Nullable String listKind, int lists) {
        String apiVersion = node.path("apiVersion").asText(listVersion);
        String kind = node.path("kind").asText(listKind);
        int line = document.lineOf(node, document.line());
        if (apiVersion == null && kind == null) {
            others.merge(NO_KIND, 1, Integer::sum);
        } else if (apiVersion == null || kind == null) {
            String missing = apiVersion == null ? "apiVersion" : "kind";
            malformed(
                    new ObjectRef(kind == null ? "Object" : kind, "", nameOf(node)),
                    line,
                    missing + " is missing, expected both apiVersion and kind");
        } else if (kind.endsWith("List") && lists < MAX_LISTS) {
            list(document, node, apiVersion, kind.substring(0, kind.length() - "List".length()), lists);
        } else {
            Optional<ObjectKind> known = ObjectKind.of(apiVersion, kind);
            if (known.isPresent()) {
                convert(document, node, line, known.get());
            } else {
                others.merge(Quoted.of(apiVersion + " " + kind, 100), 1, Integer::sum);
            }
        }
    }

    private void list(Document document, ObjectNode list, String apiVersion, String itemKind, int lists) {
        int line = document.lineOf(list, document.line());
        int index = 0;
        for (JsonNode item : list.path("items")) {
            if (item instanceof ObjectNode mapping) {
                boolean typed = !itemKind.isEmpty();
                object(document, mapping, typed ? apiVersion : null, typed ? itemKind : null, lists + 1);
            } else {
                malformed(
                        new ObjectRef(itemKind + "List", "", "items[" + index + "]"),
                        line,
                        "the item is no mapping, expected an object");
            }
            index++;
        }
    }

    private void convert(Document document, ObjectNode node, int line, ObjectKind kind) {
        JsonNode metadata = node.path("metadata");
        String namespace = kind.namespaced() ? metadata.path("namespace").asText(DEFAULT_NAMESPACE) : "";
        ObjectRef ref = new ObjectRef(kind.kind(), Quoted.of(namespace, 100), nameOf(node));
        if (!(metadata instanceof ObjectNode fields) || !fields.path("name").isTextual()) {
            malformed(ref, line, "metadata.name is missing, expected a name");
            return;
        }
        fields.remove("managedFields"); // nobody reads them, and they can be most of an object
        try {
            HasMetadata object = Conversion.MAPPER.treeToValue(node, kind.type());
            object.getMetadata().setNamespace(kind.namespaced() ? namespace : null);
            ObjectKey key = ObjectKey.of(object);
            objects.add(new ReadObject(key, object, file + ":" + line));
        } catch (JsonMappingException e) {
            Conversion.Mismatch mismatch = Conversion.mismatch(e, node, document, line);
            malformed(ref, mismatch.line(), mismatch.text());
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            malformed(ref, line, Quoted.of(e.getOriginalMessage(), 200));
        }
    }

    private static String nameOf(ObjectNode node) {
        return Quoted.of(node.path("metadata").path("name").asText("(no name)"), 100);
    }

    private void malformed(ObjectRef ref, int line, String text) {
        problems.add(new Problem(
                ProblemCode.MALFORMED_OBJECT, ref, file + ":" + line + ": " + text + "; the object is left out"));
    }
}
