package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import dev.offshoot.cluster.watch.ClusterAccess;
import dev.offshoot.cluster.watch.ClusterSource;
import dev.offshoot.cluster.watch.WatchTimes;
import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.facts.NamespaceFacts;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** A cluster followed with the gateway's rights through a proxy, and all that it told. */
final class WatchedSource implements AutoCloseable {
    static final WatchTimes TIMES = new WatchTimes(
            Duration.ofMillis(75),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofMillis(100),
            Duration.ofSeconds(1));

    private final StallingProxy proxy;
    private final ClusterSource source;
    private final List<Facts> told = new CopyOnWriteArrayList<>();

    /** Returns when the first facts are told. */
    WatchedSource(Cluster cluster, KubernetesClient client, Path folder) throws IOException {
        URI server = URI.create(client.getConfiguration().getMasterUrl());
        proxy = new StallingProxy(new InetSocketAddress(InetAddress.getByName(server.getHost()), server.getPort()));
        Path kubeconfig = GatewayAccount.apply(cluster, client).kubeconfig(folder, "https://127.0.0.1:" + proxy.port());
        source = new ClusterSource(ClusterAccess.client(kubeconfig, null), TIMES);
        source.watch(told::add);
        await().atMost(30, SECONDS).until(() -> !told.isEmpty());
    }

    StallingProxy proxy() {
        return proxy;
    }

    List<Facts> told() {
        return told;
    }

    NamespaceFacts last(String namespace) {
        return Objects.requireNonNull(told.getLast().namespace(namespace), namespace);
    }

    @Override
    public void close() throws IOException {
        source.close();
        proxy.close();
    }
}
