package dev.offshoot.gateway.source;

import dev.offshoot.cluster.files.UnreadableFilesException;
import dev.offshoot.cluster.files.YamlSource;
import dev.offshoot.gateway.GatewayProperties;
import dev.offshoot.gateway.StartupException;
import dev.offshoot.gateway.listen.InterceptionListeners;
import dev.offshoot.routing.snapshot.RoutingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where the gateway's snapshots come from: the files that {@code --from} names. */
@Configuration(proxyBeanMethods = false)
class SourceConfiguration {
    @Bean
    YamlSource yamlSource(GatewayProperties properties) {
        try {
            return YamlSource.load(properties.from());
        } catch (UnreadableFilesException unreadable) {
            throw new StartupException(String.valueOf(unreadable.getMessage()));
        }
    }

    @Bean
    PublishedSnapshot publishedSnapshot(InterceptionListeners listeners) {
        PublishedSnapshot published = new PublishedSnapshot();
        published.follow(snapshot -> listeners.follow(snapshot.listeners()));
        return published;
    }

    @Bean
    SnapshotPipeline snapshotPipeline(YamlSource source, PublishedSnapshot published, GatewayProperties properties) {
        RoutingConfig unkeyed = RoutingConfig.of(properties.domains(), properties.aliasHeaders());
        Path key = properties.traceTagKeyFile();
        RoutingConfig config = key == null ? unkeyed : unkeyed.withTraceTagKey(bytes(key));
        return new SnapshotPipeline(source, published, config);
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
