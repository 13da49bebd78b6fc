package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.stream.Stream;

/** Offshoot as a Helm release, named as in {@code docs/install.md}. Each command returns when what it did is ready or gone. */
final class HelmRelease {
    private final Helm helm;
    private final Cluster cluster;

    HelmRelease(Helm helm, Cluster cluster) {
        this.helm = helm;
        this.cluster = cluster;
    }

    /** Takes away what {@code cluster-tests/install} has installed, and makes the namespace and the images ready for Helm. */
    void inPlaceOfKubectls() {
        for (String part : List.of("manifests/controller.yaml", "manifests", "policies", "rbac", "crds")) {
            cluster.kubectl(
                            "delete",
                            "--ignore-not-found",
                            "--cascade=foreground",
                            "--filename=" + Helm.DEPLOY.resolve(part))
                    .orThrow();
        }
        await().atMost(300, SECONDS)
                .until(() -> cluster.kubectl("apply", "--filename=" + Helm.DEPLOY.resolve("manifests/namespace.yaml"))
                                        .exitCode()
                                == 0
                        && isActive());
        cluster.loadOffshoot();
    }

    /** An earlier class may have deleted the namespace, which then goes on ending for a while. */
    private boolean isActive() {
        return "Active"
                .equals(cluster.kubectl("get", "namespace", Installation.NAMESPACE, "--output=jsonpath={.status.phase}")
                        .output());
    }

    /** @param arguments the chart's folder, and options */
    void install(String... arguments) {
        run("install", arguments);
    }

    void uninstall() {
        run("uninstall");
    }

    /** Everything at once, and without waiting. */
    void uninstallWithoutHooks() {
        helm.run(
                        "uninstall",
                        "offshoot",
                        "--namespace=" + Installation.NAMESPACE,
                        "--kubeconfig=" + cluster.kubeconfig(),
                        "--no-hooks")
                .orThrow();
    }

    private void run(String command, String... arguments) {
        Stream<String> words = Stream.of(
                command,
                "offshoot",
                "--namespace=" + Installation.NAMESPACE,
                "--kubeconfig=" + cluster.kubeconfig(),
                "--wait",
                "--timeout=300s");
        helm.run(Stream.concat(words, Stream.of(arguments)).toArray(String[]::new))
                .orThrow();
    }
}
