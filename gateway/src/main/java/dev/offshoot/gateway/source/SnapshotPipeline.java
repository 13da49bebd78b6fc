package dev.offshoot.gateway.source;

import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.snapshot.RoutingConfig;
import dev.offshoot.routing.snapshot.Snapshot;
import dev.offshoot.routing.snapshot.SnapshotCompiler;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiles facts and publishes the snapshot: that of files before the gateway listens, that of a cluster as soon as it is complete,
 * then one for each change, on the source's thread. Says in the log what became a problem and what was mended.
 */
final class SnapshotPipeline {
    private static final Logger log = LoggerFactory.getLogger(SnapshotPipeline.class);

    private final PublishedSnapshot published;
    private final RoutingConfig config;
    private final LatestFacts latest;

    SnapshotPipeline(PublishedSnapshot published, RoutingConfig config, LatestFacts latest) {
        this.published = published;
        this.config = config;
        this.latest = latest;
    }

    synchronized void publish(Facts facts) {
        compile(facts);
        latest.become(facts);
    }

    private void compile(Facts facts) {
        Snapshot before = published.current();
        Snapshot after = SnapshotCompiler.compile(before, facts, config);
        if (after == before && published.ready()) {
            return;
        }
        published.publish(after);
        log.info("{}", after);
        logChanges(before.problems(), after.problems());
    }

    private static void logChanges(List<Problem> before, List<Problem> after) {
        Set<Problem> known = new HashSet<>(before);
        after.stream().filter(problem -> !known.contains(problem)).forEach(problem -> log.warn("Problem: {}", problem));
        Set<Problem> present = new HashSet<>(after);
        before.stream()
                .filter(problem -> !present.contains(problem))
                .forEach(problem -> log.info("Mended: {}", problem));
    }
}
