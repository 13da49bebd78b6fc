package dev.offshoot.clustertests;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The image {@code localhost/load:1}: both ends of the tests' traffic, {@code cluster-tests/load}. */
final class LoadImage {
    private static final Set<Cluster> KNOWN = ConcurrentHashMap.newKeySet();

    private LoadImage() {}

    /** Builds it and makes it known to the node, once for each cluster. */
    static synchronized void in(Cluster cluster) {
        if (!KNOWN.add(cluster)) {
            return;
        }
        Path program = Path.of("target/load").toAbsolutePath();
        Path tar = Path.of("target/load.tar").toAbsolutePath();
        run(Cluster.scripts().resolve("../load/build"), program.toString());
        run(
                Cluster.scripts().resolve("image"),
                "--name",
                "localhost/load:1",
                "--out",
                tar.toString(),
                "--entrypoint",
                "/load",
                program + ":/load");
        cluster.load(tar);
    }

    private static void run(Path script, String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(script.toString());
        builder.command().addAll(List.of(arguments));
        Outcome.of(builder).orThrow();
    }
}
