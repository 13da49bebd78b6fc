package dev.offshoot.clustertests;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The Java process of one of Offshoot's Pods, seen from its machine: what it takes of memory and processor, and its metrics. */
final class PodProcess {
    private static final long TICK_MILLIS = 10;

    private final Pod pod;
    private final long pid;
    private final InetSocketAddress management;
    private final HttpClient http = HttpClient.newHttpClient();

    private PodProcess(Pod pod, long pid, InetSocketAddress management) {
        this.pod = pod;
        this.pid = pid;
        this.management = management;
    }

    /** @param pod a running one, as the API server has it now */
    static PodProcess of(Cluster cluster, Pod pod) {
        String container = pod.getStatus()
                .getContainerStatuses()
                .getFirst()
                .getContainerID()
                .replaceFirst("containerd://", "");
        InetSocketAddress management = cluster.reach(pod.getStatus().getPodIP(), 8081);
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            long pid = processes
                    .filter(folder -> folder.getFileName().toString().matches("\\d+"))
                    .filter(folder -> read(folder.resolve("cgroup")).contains(container))
                    .mapToLong(folder -> Long.parseLong(folder.getFileName().toString()))
                    .min()
                    .orElseThrow();
            return new PodProcess(pod, pid, management);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
            return "";
        }
    }

    String name() {
        return pod.getMetadata().getName();
    }

    /** What is resident in memory, in bytes. */
    long resident() {
        return read(Path.of("/proc/" + pid + "/status"))
                        .lines()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum()
                * 1024;
    }

    /** Processor time since its start. */
    Duration processor() {
        String stat = read(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Duration.ofMillis(TICK_MILLIS * (Long.parseLong(fields[11]) + Long.parseLong(fields[12])));
    }

    /** What is on the heap after a full collection, in bytes. */
    long live() {
        String jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
        Outcome.of(new ProcessBuilder(jcmd, Long.toString(pid), "GC.run")).orThrow();
        return (long) metric("jvm_memory_used_bytes{area=\"heap\"");
    }

    /** The sum of a metric's values whose names and labels begin so; 0 where there is none. */
    double metric(String beginning) {
        return await().atMost(30, TimeUnit.SECONDS).ignoreExceptions().until(() -> ask(beginning), value -> true);
    }

    private double ask(String beginning) throws IOException, InterruptedException {
        URI metrics = URI.create("http://127.0.0.1:" + management.getPort() + "/actuator/prometheus");
        String body = http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        return body.lines()
                .filter(line -> line.startsWith(beginning))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
