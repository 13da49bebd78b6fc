package dev.offshoot.cli.manifest;

import dev.offshoot.spaceapi.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * What interception left in a document: shadow Services with Kubernetes' slices of them and EndpointSlices of ours, whole; in users' Services the key in the selector
 * and our entries in {@code managedFields}.
 */
final class Leftovers {
    private static final Set<String> OUR_SLICES = Set.of(Names.MANAGER_INTERCEPTION, Names.MANAGER_BASELINE);

    private final Cuts cuts;

    Leftovers(Cuts cuts) {
        this.cuts = cuts;
    }

    void document(DocumentStartEvent start, Node root) {
        if (!(root instanceof MappingNode object)) {
            return;
        }
        if (isOurs(object)) {
            cuts.document(start, root, "left out " + name(object));
            return;
        }
        inside(object);
    }

    private void inside(MappingNode object) {
        if (child(object, "items") instanceof SequenceNode items
                && Objects.requireNonNullElse(text(object, "kind"), "").endsWith("List")) {
            items(items);
        } else if ("Service".equals(text(object, "kind"))) {
            service(object);
        }
    }

    private void items(SequenceNode items) {
        List<Integer> ours = new ArrayList<>();
        for (int i = 0; i < items.getValue().size(); i++) {
            if (items.getValue().get(i) instanceof MappingNode item) {
                if (isOurs(item)) {
                    ours.add(i);
                    cuts.note("left out " + name(item));
                } else {
                    inside(item);
                }
            }
        }
        cuts.items(items, ours);
    }

    private void service(MappingNode service) {
        if (child(service, "spec", "selector") instanceof MappingNode selector) {
            for (int i = 0; i < selector.getValue().size(); i++) {
                if (Names.INTERCEPTED.equals(text(selector.getValue().get(i).getKeyNode()))) {
                    cuts.entry(selector, i);
                    cuts.note("took the key out of " + name(service));
                }
            }
        }
        if (child(service, "metadata", "managedFields") instanceof SequenceNode fields) {
            List<Integer> ours = new ArrayList<>();
            for (int i = 0; i < fields.getValue().size(); i++) {
                if (fields.getValue().get(i) instanceof MappingNode entry
                        && Names.FIELD_MANAGER.equals(text(entry, "manager"))) {
                    ours.add(i);
                    cuts.note("took ownership of fields out of " + name(service));
                }
            }
            cuts.items(fields, ours);
        }
    }

    private static boolean isOurs(MappingNode object) {
        String kind = text(object, "kind");
        boolean shadow =
                text(object, "metadata", "labels", Names.SHADOW_OF) != null; // slices have their Service's labels
        return shadow && ("Service".equals(kind) || "EndpointSlice".equals(kind))
                || "EndpointSlice".equals(kind)
                        && OUR_SLICES.contains(
                                Objects.requireNonNullElse(text(object, "metadata", "labels", Names.MANAGED_BY), ""));
    }

    private static String name(MappingNode object) {
        String namespace = text(object, "metadata", "namespace");
        return text(object, "kind") + " " + (namespace == null ? "" : namespace + "/")
                + text(object, "metadata", "name");
    }

    private static @Nullable String text(MappingNode object, String... path) {
        return text(child(object, path));
    }

    private static @Nullable String text(@Nullable Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : null;
    }

    private static @Nullable Node child(MappingNode object, String... path) {
        Node node = object;
        for (String key : path) {
            node = node instanceof MappingNode mapping ? value(mapping, key) : null;
        }
        return node;
    }

    private static @Nullable Node value(MappingNode mapping, String key) {
        for (NodeTuple entry : mapping.getValue()) {
            if (key.equals(text(entry.getKeyNode()))) {
                return entry.getValueNode();
            }
        }
        return null;
    }
}
