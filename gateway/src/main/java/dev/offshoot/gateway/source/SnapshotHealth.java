package dev.offshoot.gateway.source;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Part {@code snapshot} of the readiness probe: down until the first complete snapshot, up for ever afterwards. */
@Component("snapshotHealthIndicator")
final class SnapshotHealth implements HealthIndicator {
    private final PublishedSnapshot published;

    SnapshotHealth(PublishedSnapshot published) {
        this.published = published;
    }

    @Override
    public Health health() {
        return published.ready()
                ? Health.up().build()
                : Health.down().withDetail("snapshot", "not complete yet").build();
    }
}
