package dev.offshoot.clustertests;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * A running one-node Kubernetes, started by {@code cluster-tests/up}: a client for its API server, which is reached through a
 * loopback port, and ways to run commands where pods and Services are reached. It ends with this JVM, however that ends.
 * Safe for use by several threads.
 */
public final class Cluster implements AutoCloseable {
    /** An image with BusyBox at {@code /bin}, which every cluster has. */
    public static final String BUSYBOX = "localhost/busybox:1";

    private static final Path HOME = home();

    private final Path runDir;
    private final Path bin;
    private final KubernetesClient client;
    private final boolean own;
    private final AtomicInteger forwarders = new AtomicInteger();

    private Cluster(Path runDir, Path bin, KubernetesClient client, boolean own) {
        this.runDir = runDir;
        this.bin = bin;
        this.client = client;
        this.own = own;
    }

    /** What this machine lacks for a cluster, in one line; empty where it lacks nothing. */
    static String missing() {
        Outcome outcome =
                Outcome.of(new ProcessBuilder(HOME.resolve("prerequisites").toString()));
        return outcome.exitCode() == 0 ? "" : outcome.output().strip();
    }

    /**
     * A new cluster, or the one that {@code cluster-tests/up} has started in the folder that {@code -Doffshoot.cluster} names, which then
     * goes on after the tests. The first time on a machine this compiles Kubernetes, for several minutes.
     */
    static Cluster start() {
        String running = System.getProperty("offshoot.cluster", "");
        if (!running.isEmpty()) {
            return in(Path.of(running).toAbsolutePath(), false);
        }
        Path runDir = HOME.resolve("target/test-cluster");
        String owner = Long.toString(ProcessHandle.current().pid());
        ProcessBuilder up = new ProcessBuilder(HOME.resolve("up").toString(), "--while", owner, runDir.toString());
        up.redirectError(Redirect.INHERIT);
        Outcome.of(up).orThrow();
        return in(runDir, true);
    }

    private static Cluster in(Path runDir, boolean own) {
        try {
            Path bin = Path.of(Files.readString(runDir.resolve("bin-dir")).strip());
            Config config = Config.fromKubeconfig(runDir.resolve("kubeconfig").toFile());
            return new Cluster(
                    runDir,
                    bin,
                    new KubernetesClientBuilder().withConfig(config).build(),
                    own);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The administrator's. Closed with the cluster. */
    public KubernetesClient client() {
        return client;
    }

    /** The administrator's, for programs outside the cluster's network namespace. */
    public Path kubeconfig() {
        return runDir.resolve("kubeconfig");
    }

    /** Runs kubectl outside the cluster's namespaces as the administrator. */
    public Outcome kubectl(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(bin.resolve("kubectl").toString());
        command.add("--kubeconfig=" + kubeconfig());
        command.addAll(List.of(arguments));
        return Outcome.of(new ProcessBuilder(command));
    }

    /**
     * A loopback address that leads to an address in the node's network, until the cluster ends: how this JVM calls a pod or a
     * ClusterIP. Each connection to it is a new connection in there.
     */
    public InetSocketAddress reach(String address, int port) {
        Path portFile = runDir.resolve("forward-" + forwarders.incrementAndGet() + ".port");
        String network = "/proc/" + initPid() + "/ns/net";
        ProcessBuilder forward = new ProcessBuilder(
                bin.resolve("forward").toString(), portFile.toString(), network, address + ":" + port);
        forward.redirectErrorStream(true);
        forward.redirectOutput(
                Redirect.appendTo(runDir.resolve("log/forward.log").toFile()));
        try {
            Process started = forward.start();
            Awaitility.await().atMost(5, TimeUnit.SECONDS).until(() -> Files.exists(portFile) || !started.isAlive());
            int local = Integer.parseInt(Files.readString(portFile).strip());
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), local);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command in the node's network, where pods and ClusterIPs are reached; files and processes are the machine's own. */
    public Outcome inNetwork(String... command) {
        return Outcome.of(networkProcess(command));
    }

    /** A process that will run in the node's network, for load generators and other long-lived ones; the caller ends it. */
    public ProcessBuilder networkProcess(String... command) {
        return entering(List.of("--net"), command);
    }

    /**
     * Starts, stops or restarts one program of the cluster.
     *
     * @param action start, stop or restart
     * @param name for example {@code kube-apiserver}; {@code node/component} lists them
     */
    public void component(String action, String name) {
        Outcome.of(entering(List.of("--net", "--pid", "--mount"), "/run/node/node/component", action, name))
                .orThrow();
    }

    /**
     * Makes an image of local files known to the node.
     *
     * @param tar as {@code node/image} or {@code node/jvm-image} wrote it
     */
    public void load(Path tar) {
        ProcessBuilder load =
                entering(List.of("--net", "--pid", "--mount"), "ctr", "--namespace", "k8s.io", "images", "import", "-");
        load.redirectInput(tar.toFile());
        Outcome.of(load).orThrow();
    }

    /** What a program of the cluster has written, such as {@code kube-apiserver}; {@code audit} is the API server's audit log. */
    Path log(String name) {
        return runDir.resolve("log/" + name + ".log");
    }

    /** Installs Offshoot as it was built, or again after another build: {@code cluster-tests/install}. */
    void install() {
        ProcessBuilder install = new ProcessBuilder(HOME.resolve("install").toString(), runDir.toString());
        install.environment().put("OFFSHOOT_CONTROLLER_ARGS", "--offshoot.linger=2s");
        install.redirectError(Redirect.INHERIT);
        Outcome.of(install).orThrow();
    }

    /** Only the images that {@link #install} loads. */
    void loadOffshoot() {
        ProcessBuilder install = new ProcessBuilder(HOME.resolve("install").toString(), "--images", runDir.toString());
        install.redirectError(Redirect.INHERIT);
        Outcome.of(install).orThrow();
    }

    /** Kills a Pod's containers, as a crash or the kernel's out-of-memory killer does: nothing in them runs any more. */
    public void kill(Pod pod) {
        for (ContainerStatus container : client.resource(pod).get().getStatus().getContainerStatuses()) {
            String id = container.getContainerID().replaceFirst("containerd://", "");
            Outcome.of(entering(
                            List.of("--net", "--pid", "--mount"),
                            "ctr",
                            "--namespace",
                            "k8s.io",
                            "tasks",
                            "kill",
                            "--signal",
                            "SIGKILL",
                            id))
                    .orThrow();
        }
    }

    /** Runs a program of this machine in a Pod's network. */
    void inPod(Pod pod, String... command) {
        String id = client.resource(pod)
                .get()
                .getStatus()
                .getContainerStatuses()
                .getFirst()
                .getContainerID()
                .replaceFirst("containerd://", "");
        String enter = "pid=$(ctr --namespace k8s.io tasks ls | awk '$1 == \"" + id
                + "\" {print $2}') && nsenter --target" + " \"$pid\" --net -- " + String.join(" ", command);
        Outcome.of(entering(List.of("--net", "--pid", "--mount"), "sh", "-c", enter))
                .orThrow();
    }

    /** The folder of this project's scripts that make images: {@code image} and {@code jvm-image}. */
    public static Path scripts() {
        return HOME.resolve("node");
    }

    /** Ends the cluster and everything in it, unless it ran before. */
    @Override
    public void close() {
        client.close();
        if (!own) {
            return;
        }
        Outcome.of(new ProcessBuilder(HOME.resolve("down").toString(), runDir.toString()))
                .orThrow();
    }

    private ProcessBuilder entering(List<String> namespaces, String... command) {
        List<String> words = new ArrayList<>();
        words.addAll(List.of("nsenter", "--target", initPid()));
        words.addAll(namespaces);
        words.addAll(List.of("--wd=/", "--"));
        words.addAll(List.of(command));
        return new ProcessBuilder(words);
    }

    private String initPid() {
        try {
            return Files.readString(runDir.resolve("init.pid")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Maven runs tests in the module's folder, an IDE perhaps in the project's. */
    private static Path home() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("prerequisites")) ? here : here.resolve("cluster-tests");
    }
}
