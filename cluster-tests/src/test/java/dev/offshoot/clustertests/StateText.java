package dev.offshoot.clustertests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Objects as a text that is equal where the objects are, but for what differs from run to run: versions, times, identities. Owners are
 * named, so that a reference to an object that is gone shows.
 */
final class StateText {
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z";

    /** As {@code managedFields} name an owner reference. */
    private static final Pattern OWNER_KEY = Pattern.compile("(?<=k:\\{\"uid\":\")([0-9a-f-]+)(?=\"})");

    private final Map<String, String> owners = new HashMap<>();
    private final TreeMap<String, String> texts = new TreeMap<>();

    private StateText() {}

    static String of(List<? extends HasMetadata> objects) {
        StateText text = new StateText();
        for (HasMetadata object : objects) {
            text.owners.put(object.getMetadata().getUid(), name(object));
        }
        objects.forEach(text::add);
        return String.join("\n", text.texts.values());
    }

    /** The endpoints that Kubernetes itself gives each Service, whose slices have random names. */
    static String endpoints(KubernetesClient client, String namespace) {
        TreeMap<String, TreeSet<String>> endpoints = new TreeMap<>();
        client.discovery().v1().endpointSlices().inNamespace(namespace).list().getItems().stream()
                .filter(slice -> isKubernetes(slice) && slice.getEndpoints() != null) // null where there are none
                .forEach(slice -> slice.getEndpoints()
                        .forEach(endpoint -> endpoints
                                .computeIfAbsent(
                                        slice.getMetadata().getLabels().get("kubernetes.io/service-name"),
                                        any -> new TreeSet<>())
                                .addAll(endpoint.getAddresses())));
        return "endpoints in " + namespace + ": " + endpoints;
    }

    static boolean isKubernetes(HasMetadata slice) {
        Map<String, String> labels = slice.getMetadata().getLabels();
        return labels != null
                && "endpointslice-controller.k8s.io".equals(labels.get("endpointslice.kubernetes.io/managed-by"));
    }

    private void add(HasMetadata object) {
        ObjectNode tree = Serialization.jsonMapper().valueToTree(object);
        scrub(tree);
        String text = Serialization.asYaml(tree).replaceAll(TIME, "(time)");
        texts.put(name(object), OWNER_KEY.matcher(text).replaceAll(key -> "(" + owner(key.group(1)) + ")"));
    }

    private void scrub(ObjectNode object) {
        ObjectNode metadata = (ObjectNode) object.get("metadata");
        metadata.remove(List.of("resourceVersion", "creationTimestamp", "generation"));
        metadata.remove("uid");
        if (metadata.get("managedFields") instanceof ArrayNode fields) {
            List<JsonNode> sorted = new ArrayList<>();
            for (JsonNode field : fields) {
                ((ObjectNode) field).remove("time");
                sorted.add(field);
            }
            sorted.sort((one, other) -> one.toString().compareTo(other.toString()));
            fields.removeAll().addAll(sorted);
        }
        if (metadata.get("ownerReferences") instanceof ArrayNode references) {
            for (JsonNode reference : references) {
                String uid = reference.get("uid").asText();
                ((ObjectNode) reference).put("uid", owner(uid));
            }
        }
        if (object.get("spec") instanceof ObjectNode spec
                && spec.has("clusterIP")
                && !"None".equals(spec.get("clusterIP").asText())) {
            spec.remove(List.of("clusterIP", "clusterIPs"));
        }
    }

    private String owner(String uid) {
        return owners.getOrDefault(uid, "nothing that is there");
    }

    private static String name(HasMetadata object) {
        return object.getKind() + " " + object.getMetadata().getNamespace() + "/"
                + object.getMetadata().getName();
    }
}
