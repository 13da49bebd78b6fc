package dev.offshoot.cli;

import dev.offshoot.cli.manifest.Manifest;
import dev.offshoot.cluster.intercept.Remains;
import dev.offshoot.cluster.intercept.SpaceRelease;
import dev.offshoot.routing.facts.ServiceKey;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code restore}: ends every interception in a cluster, or takes what interceptions left out of manifests. */
@Command(
        name = "restore",
        description = {
            "Puts every intercepted Service of a cluster back on its own endpoints and lets DevSpaces go, or takes what"
                    + " interception leaves in manifests out of them.",
            "",
            "On a cluster it needs no controller, gateway or CRD, and may be repeated. Stop the controller first: it would"
                    + " intercept again.",
            "With -f it reads no cluster. A backup made during an interception has the key in selectors, shadow Services and"
                    + " EndpointSlices: applied as it is, its Services would have no endpoints.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  ${ROOT-COMMAND-NAME} restore                               # the current context's cluster",
            "  ${ROOT-COMMAND-NAME} restore --context staging",
            "  ${ROOT-COMMAND-NAME} restore -f backup.yaml > clean.yaml",
            "  kubectl get svc -A -o yaml | ${ROOT-COMMAND-NAME} restore -f - | kubectl apply -f -",
            "  ${ROOT-COMMAND-NAME} restore --in-place -f manifests/      # every *.yaml, *.yml and *.json below"
        })
final class RestoreCommand implements Callable<Integer> {
    private static final String STDIN = "-";

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE",
            description = "A manifest, YAML or JSON; - is standard input. The result goes to standard output.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--in-place", description = "With -f: changes the files; then folders, too.")
    private boolean inPlace;

    @Override
    public Integer call() throws IOException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        if (!names.isEmpty()) {
            return manifests(line);
        }
        if (inPlace) {
            throw new ParameterException(line, "--in-place goes with -f");
        }
        return restoreCluster(line);
    }

    private int restoreCluster(CommandLine line) {
        try (KubernetesClient client = cluster.client()) {
            List<ServiceKey> restored = Remains.restore(client);
            PrintWriter out = line.getOut();
            restored.forEach(key -> out.println("restored Service " + key));
            SpaceRelease.all(client).forEach(name -> out.println("let DevSpace " + name + " go"));
            out.println(restored.size() + (restored.size() == 1 ? " Service" : " Services") + " restored");
            out.flush();
            return CommandLine.ExitCode.OK;
        } catch (KubernetesClientException e) {
            line.getErr().println("Run it again where it failed half-way: it goes on where it stopped.");
            throw e;
        }
    }

    private int manifests(CommandLine line) throws IOException {
        if (inPlace) {
            for (String name : names) {
                if (name.equals(STDIN)) {
                    throw new ParameterException(line, "--in-place can't change standard input");
                }
                for (Path file : files(Path.of(name))) {
                    change(file, line.getErr());
                }
            }
            return CommandLine.ExitCode.OK;
        }
        if (names.size() > 1 || Files.isDirectory(Path.of(names.getFirst()))) {
            throw new ParameterException(line, "several files can only be changed --in-place");
        }
        String name = names.getFirst();
        Manifest restored = name.equals(STDIN) ? standardInput() : Manifest.restored(name, text(Path.of(name)));
        tell(name, restored, line.getErr());
        line.getOut().print(restored.text());
        line.getOut().flush();
        return CommandLine.ExitCode.OK;
    }

    private static Manifest standardInput() throws IOException {
        try (FilterInputStream unclosed = new Unclosed()) {
            return Manifest.restored(STDIN, new String(unclosed.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static void change(Path file, PrintWriter err) throws IOException {
        String before = text(file);
        Manifest restored = Manifest.restored(file.toString(), before);
        if (!restored.text().equals(before)) {
            Files.writeString(file, restored.text());
        }
        tell(file.toString(), restored, err);
    }

    private static void tell(String name, Manifest restored, PrintWriter err) {
        restored.changes().forEach(change -> err.println(name + ": " + change));
        err.flush();
    }

    private static String text(Path file) throws IOException {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new IllegalArgumentException("-f: " + file + " can't be read (expected: a file)");
        }
        return Files.readString(file);
    }

    private static List<Path> files(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> below = Files.walk(path)) {
            return below.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*\\.(yaml|yml|json)"))
                    .sorted()
                    .toList();
        }
    }

    /** Standard input is the process's, not ours to close. */
    private static final class Unclosed extends FilterInputStream {
        Unclosed() {
            super(System.in);
        }

        @Override
        public void close() {}
    }
}
