package dev.offshoot.cluster.watch;

import java.time.Duration;

/**
 * How patient a {@link ClusterSource} is.
 *
 * @param publish the least time between two states told; a first change after quiet is told at once
 * @param silence without an event or bookmark for so long, a kind is listed again. API servers send a bookmark about every minute
 * @param absent between looks for a custom resource that the cluster doesn't have
 * @param retry before the first new attempt after a failure; doubled with each failure, with jitter, ...
 * @param retryAtMost ... up to this
 */
public record WatchTimes(Duration publish, Duration silence, Duration absent, Duration retry, Duration retryAtMost) {
    public static final WatchTimes DEFAULT = new WatchTimes(
            Duration.ofMillis(75),
            Duration.ofMinutes(2),
            Duration.ofSeconds(30),
            Duration.ofMillis(200),
            Duration.ofSeconds(10));
}
