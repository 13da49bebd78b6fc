package dev.offshoot.routing.plan;

import dev.offshoot.routing.facts.ShadowFact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a shadow has to remember next. A key that was in and isn't any more, though nobody of us took it away, is a reversal: we clear
 * {@code since} before we take it away.
 */
final class Memory {
    private final PlanSettings settings;
    private final Instant now;

    Memory(PlanSettings settings, Instant now) {
        this.settings = settings;
        this.now = now;
    }

    /** @param before null where there is no shadow yet */
    ShadowFact next(@Nullable ShadowFact before, String uid, boolean keyed, @Nullable Instant lingerUntil) {
        Instant since = before == null ? null : before.since();
        List<Instant> reversals = before == null ? new ArrayList<>() : recent(before.reversals());
        if (since != null && !keyed) {
            reversals.add(now);
        }
        Instant began = since == null ? now : since;
        return new ShadowFact(uid, keyed ? began : null, lingerUntil, reversals);
    }

    /** The same without an interception going on. */
    static ShadowFact ended(ShadowFact state) {
        return new ShadowFact(state.ownerUid(), null, null, state.reversals());
    }

    boolean conflict(ShadowFact state) {
        return state.reversals().size() >= settings.reversalLimit();
    }

    /** When the oldest reversal no longer counts. */
    @Nullable
    Instant forgets(ShadowFact state) {
        return state.reversals().isEmpty() ? null : state.reversals().getFirst().plus(settings.quarantine());
    }

    private List<Instant> recent(List<Instant> reversals) {
        List<Instant> recent = new ArrayList<>();
        for (Instant reversal : reversals) {
            if (now.isBefore(reversal.plus(settings.quarantine()))) {
                recent.add(reversal);
            }
        }
        return recent;
    }
}
