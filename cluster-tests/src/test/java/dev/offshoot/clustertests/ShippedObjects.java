package dev.offshoot.clustertests;

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

    /** @param namespace to be installed in */
    String text(String namespace) {
        return values.isEmpty() ? plain(namespace) : HELM.template("--namespace=" + namespace, values);
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
