package dev.offshoot.routing.facts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a shadow Service keeps of its Service's interception, so that it survives the controller.
 *
 * @param ownerUid the UID of the intercepted Service, as the ownerReference has it; empty without one
 * @param since when our key was put into the Service's selector; null where it isn't in, as far as we did it
 * @param lingerUntil when an interception that nobody needs any more ends; null while it is needed
 * @param reversals when others took our key away, oldest first
 */
public record ShadowFact(
        String ownerUid, @Nullable Instant since, @Nullable Instant lingerUntil, List<Instant> reversals) {
    public ShadowFact {
        reversals = List.copyOf(reversals);
    }
}
