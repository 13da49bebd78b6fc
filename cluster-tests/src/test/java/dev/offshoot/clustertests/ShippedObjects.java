package dev.offshoot.clustertests;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All objects of one way to install Offshoot, as YAML that kubectl applies.
 *
 * @param values Helm's option that names the values, or empty for the plain manifests in {@code deploy/}
 */
record ShippedObjects(String values) {
    /** Folders of the plain manifests. */
    static final List<String> FOLDERS = List.of("crds", "manifests", "policies", "rbac");

    private static final Helm HELM = Helm.built();

    /** The plain manifests, and the chart with each values file of these tests. */
    static Stream<ShippedObjects> all() {
        return Stream.concat(Stream.of(new ShippedObjects("")), Helm.values().map(ShippedObjects::new));
    }

    /** A file such as {@code manifests/namespace.yaml}, for another namespace than the shipped one. */
    static String inNamespace(String namespace, String file) {
        return read(Helm.DEPLOY.resolve(file), namespace);
    }

    /** @param namespace to be installed in */
    String text(String namespace) {
        return values.isEmpty() ? plain(namespace) : HELM.template("--namespace=" + namespace, values);
    }

    /** The same, one tree an object. */
    List<JsonNode> json(String namespace) {
        KubernetesSerialization yaml = new KubernetesSerialization();
        return Stream.of(text(namespace).split("(?m)^---$"))
                .map(object -> yaml.unmarshal(object, JsonNode.class))
                .filter(object -> object != null && object.isObject())
                .toList();
    }

    @Override
    public String toString() {
        return values.isEmpty()
                ? "plain manifests"
                : Path.of(values).getFileName().toString();
    }

    private static String plain(String namespace) {
        try (Stream<Path> files = FOLDERS.stream().flatMap(ShippedObjects::files)) {
            return files.map(file -> read(file, namespace)).collect(Collectors.joining("\n---\n"));
        }
    }

    private static Stream<Path> files(String folder) {
        try {
            return Files.walk(Helm.DEPLOY.resolve(folder))
                    .filter(Files::isRegularFile)
                    .sorted();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file, String namespace) {
        try {
            return Files.readString(file).replace(Installation.NAMESPACE, namespace);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
