package dev.offshoot.clustertests;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** The real Helm, built by {@code cluster-tests/helm/build}, and the chart in {@code deploy/chart}. */
final class Helm {
    /** {@code deploy/}. */
    static final Path DEPLOY = Cluster.scripts().resolve("../../deploy").normalize();

    static final String CHART = DEPLOY.resolve("chart").toString();

    private static final Path VALUES = Cluster.scripts()
            .resolve("../src/test/resources/dev/offshoot/clustertests/values")
            .normalize();

    /** Values that make the chart render everything that it can. */
    static final String ALL_OPTIONS = "--values=" + VALUES.resolve("all-options.yaml");

    private final Path program;

    private Helm(Path program) {
        this.program = program;
    }

    /** Builds it where this machine has none yet, which takes minutes. */
    static Helm built() {
        ProcessBuilder build =
                new ProcessBuilder(Cluster.scripts().resolve("../helm/build").toString());
        build.redirectError(Redirect.INHERIT);
        return new Helm(Path.of(Outcome.of(build).orThrow().strip()).resolve("helm"));
    }

    /** An option for each values file of these tests, each a way to install Offshoot. */
    static Stream<String> values() {
        try (Stream<Path> files = Files.list(VALUES)) {
            return files.sorted().map(file -> "--values=" + file).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Outcome run(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.addAll(List.of(arguments));
        return Outcome.of(new ProcessBuilder(command));
    }

    /** What the chart makes for a cluster that serves all that it asks for. */
    String template(String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "template",
                "offshoot",
                CHART,
                "--namespace=" + Installation.NAMESPACE,
                "--api-versions=admissionregistration.k8s.io/v1/MutatingAdmissionPolicy"));
        arguments.addAll(List.of(options));
        return run(arguments.toArray(String[]::new)).orThrow();
    }

    /** The objects of a rendering. */
    static List<HasMetadata> objects(String text) {
        Collection<?> all = new KubernetesSerialization().unmarshal(text);
        return all.stream().map(HasMetadata.class::cast).toList();
    }
}
