package dev.offshoot.gateway.source;

import dev.offshoot.cluster.files.UnreadableFilesException;
import dev.offshoot.cluster.files.YamlSource;
import dev.offshoot.cluster.watch.ClusterAccess;
import dev.offshoot.cluster.watch.ClusterSource;
import dev.offshoot.cluster.watch.WatchTimes;
import dev.offshoot.gateway.GatewayProperties;
import dev.offshoot.gateway.StartupException;
import dev.offshoot.gateway.listen.InterceptionListeners;
import dev.offshoot.routing.snapshot.RoutingConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where the gateway's snapshots come from: the files that {@code --from} names, else an API server. */
@Configuration(proxyBeanMethods = false)
class SourceConfiguration {
    private static final Logger log = LoggerFactory.getLogger(SourceConfiguration.class);

    @Bean
    PublishedSnapshot publishedSnapshot(InterceptionListeners listeners) {
        PublishedSnapshot published = new PublishedSnapshot();
        published.follow(snapshot -> listeners.follow(snapshot.listeners()));
        return published;
    }

    @Bean
    LatestFacts latestFacts() {
        return new LatestFacts();
    }

    @Bean
    SnapshotPipeline snapshotPipeline(PublishedSnapshot published, GatewayProperties properties, LatestFacts latest) {
        RoutingConfig unkeyed = RoutingConfig.of(properties.domains(), properties.aliasHeaders());
        Path key = properties.traceTagKeyFile();
        RoutingConfig config = key == null ? unkeyed : unkeyed.withTraceTagKey(bytes(key));
        return new SnapshotPipeline(published, config, latest);
    }

    /** The API server that is followed; of files there is none. */
    @Bean(destroyMethod = "close")
    ApiServer apiServer(GatewayProperties properties) {
        if (!properties.from().isEmpty()) {
            return new ApiServer(null);
        }
        try {
            return new ApiServer(ClusterAccess.client(properties.kubeconfig(), properties.context()));
        } catch (IllegalArgumentException | KubernetesClientException unknown) {
            throw new StartupException(unknown.getMessage() + "; or name files with --from");
        }
    }

    /** Closed with the context. */
    @Bean(destroyMethod = "close")
    AutoCloseable factsSource(GatewayProperties properties, SnapshotPipeline pipeline, ApiServer api) {
        KubernetesClient client = api.client();
        return client == null ? files(properties.from(), pipeline) : cluster(client, pipeline);
    }

    private static YamlSource files(List<Path> from, SnapshotPipeline pipeline) {
        try {
            YamlSource source = YamlSource.load(from);
            log.info("Read {}", source.loaded().counts());
            pipeline.publish(source.loaded().facts());
            source.watch(pipeline::publish);
            return source;
        } catch (UnreadableFilesException unreadable) {
            throw new StartupException(String.valueOf(unreadable.getMessage()));
        }
    }

    private static ClusterSource cluster(KubernetesClient client, SnapshotPipeline pipeline) {
        log.info("Following {}", client.getMasterUrl());
        ClusterSource source = new ClusterSource(client, WatchTimes.DEFAULT);
        source.watch(pipeline::publish);
        return source;
    }

    private static byte[] bytes(Path file) {
        try {
            byte[] key = Files.readAllBytes(file);
            if (key.length == 0) {
                throw new StartupException(
                        "offshoot.trace-tag-key-file: " + file + " is empty (expected: the key's bytes)");
            }
            return key;
        } catch (IOException unreadable) {
            throw new StartupException(
                    "offshoot.trace-tag-key-file: " + file + " can't be read (" + unreadable.getMessage() + ")");
        }
    }
}
