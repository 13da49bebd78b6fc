package dev.offshoot.routing.decision;

import dev.offshoot.routing.context.ContextRead;
import dev.offshoot.routing.context.Source;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.host.HostForm;
import org.jspecify.annotations.Nullable;

/**
 * All that was decided about one request.
 *
 * @param decision what happens to it
 * @param called the Service it calls; null where the host names none
 * @param source where its context comes from; null where it was refused before a context was read
 * @param host the matched host without a space's prefix, such as {@code shop.dev.example.com}; null where none matched
 * @param form how the host named the space; {@link HostForm#BARE} where it didn't, or none matched
 * @param fromOrigin whether the answer depends on {@code Origin} or {@code Referer}, so that caches must be told ({@code Vary})
 * @param ignored which higher sources had a value that names no space, as {@link ContextRead.Found#ignored} has it
 */
public record Routing(
        Decision decision,
        @Nullable ServiceKey called,
        @Nullable Source source,
        @Nullable String host,
        HostForm form,
        boolean fromOrigin,
        int ignored) {
    Routing(
            Decision decision,
            @Nullable ServiceKey called,
            @Nullable Source source,
            @Nullable String host,
            HostForm form,
            boolean fromOrigin) {
        this(decision, called, source, host, form, fromOrigin, 0);
    }

    /** This routing, where the caller may not have what was decided. */
    public Routing refused(Decision.Refuse refuse) {
        return new Routing(refuse, called, source, host, form, fromOrigin, ignored);
    }

    /** This routing, knowing what its context's reader ignored. */
    Routing ignoring(int bits) {
        return bits == 0 ? this : new Routing(decision, called, source, host, form, fromOrigin, bits);
    }
}
