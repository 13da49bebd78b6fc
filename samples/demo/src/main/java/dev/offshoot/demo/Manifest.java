package dev.offshoot.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * One of the sample's manifests: a space's Namespace, with a Service and a Deployment for each thing it serves.
 *
 * @param text the file, byte for byte what {@code kubectl apply} gets
 * @param place who its parent is and whom it joins, for people
 */
record Manifest(String space, String text, String place, List<Workload> workloads) {
    /** The root space first. */
    private static final List<String> SPACES = List.of("default", "team-a", "alice", "bob", "joint");

    Manifest {
        workloads = List.copyOf(workloads);
    }

    static List<Manifest> all() throws IOException {
        List<Manifest> all = new ArrayList<>();
        for (String space : SPACES) {
            try (InputStream file =
                    Objects.requireNonNull(Manifest.class.getResourceAsStream("manifests/" + space + ".yaml"), space)) {
                all.add(parse(space, new String(file.readAllBytes(), StandardCharsets.UTF_8)));
            }
        }
        return List.copyOf(all);
    }

    static Manifest parse(String space, String text) {
        Map<String, Node> objects = new HashMap<>();
        List<String> services = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text)) {
            Node object = new Node(document);
            String name = object.at("metadata").text("name");
            objects.put(object.text("kind") + " " + name, object);
            if (object.text("kind").equals("Service")) {
                services.add(name);
            }
        }
        List<Workload> workloads = services.stream()
                .map(name ->
                        workload(space, name, node(objects, "Service " + name), node(objects, "Deployment " + name)))
                .toList();
        return new Manifest(
                space, text, place(node(objects, "Namespace " + space).at("metadata")), workloads);
    }

    private static Node node(Map<String, Node> objects, String key) {
        return Objects.requireNonNull(objects.get(key), () -> key + " (expected: in the manifest)");
    }

    private static Workload workload(String space, String name, Node service, Node deployment) {
        Node container = deployment
                .at("spec")
                .at("template")
                .at("spec")
                .items("containers")
                .getFirst();
        Map<String, String> environment = new HashMap<>();
        for (Node variable : container.items("env")) {
            if (variable.has("value")) {
                environment.put(variable.text("name"), variable.text("value"));
            }
        }
        return new Workload(
                space, name, service.at("spec").items("ports").getFirst().text("name"), environment);
    }

    private static String place(Node metadata) {
        Node labels = metadata.at("labels");
        Node annotations = metadata.at("annotations");
        if (!labels.has("offshoot.dev/parent")) {
            return "root space";
        }
        String joins = annotations.has("offshoot.dev/joins")
                ? ", joins " + annotations.text("offshoot.dev/joins").replace(",", " and ")
                : "";
        return "below " + labels.text("offshoot.dev/parent") + joins;
    }

    /** A YAML value that is looked into by keys; a missing one is an empty node. */
    private record Node(Object value) {
        Node at(String key) {
            return new Node(value instanceof Map<?, ?> map && map.get(key) instanceof Object found ? found : Map.of());
        }

        boolean has(String key) {
            return value instanceof Map<?, ?> map && map.containsKey(key);
        }

        String text(String key) {
            return String.valueOf(at(key).value());
        }

        List<Node> items(String key) {
            return at(key).value() instanceof Iterable<?> items
                    ? StreamSupport.stream(items.spliterator(), false)
                            .<Node>map(Node::new)
                            .toList()
                    : List.of();
        }
    }
}
