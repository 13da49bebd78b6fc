package dev.offshoot.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Has the JVM load what commands need, so that the archive of classes which the launcher lets it write at its end holds them. */
final class SharedClasses {
    /** Nobody listens there. */
    private static final String NOWHERE = """
            clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
            users: [{name: u, user: {token: t}}]
            contexts: [{name: x, context: {cluster: c, user: u}}]
            current-context: x
            """;

    private SharedClasses() {}

    /** @param manifests a folder of Kubernetes objects with spaces */
    static void load(String manifests) throws IOException {
        Path kubeconfig = Files.createTempFile("offshoot", ".yaml");
        try {
            Files.writeString(kubeconfig, NOWHERE);
            for (String command : List.of(
                    "spaces -o wide -f " + manifests,
                    "spaces -o json -f " + manifests,
                    "plan -f " + manifests,
                    "explain http://alice.s.shop.localhost/ -f " + manifests,
                    "connect --help",
                    "doctor --kubeconfig " + kubeconfig,
                    "problems --kubeconfig " + kubeconfig)) {
                PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
                CliMain.commandLine().setOut(nowhere).setErr(nowhere).execute(command.split(" "));
            }
        } finally {
            Files.delete(kubeconfig);
        }
    }
}
