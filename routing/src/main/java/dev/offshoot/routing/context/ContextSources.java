package dev.offshoot.routing.context;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every source of a context that a request has, and what became of it: for explanations. */
public final class ContextSources {
    private ContextSources() {}

    /**
     * The sources that are present, highest first; exactly one decides, or one is why the request is refused. See
     * {@link ContextReader#read}.
     */
    public static List<Sighting> list(
            RequestView request,
            KnownSpaces spaces,
            SeenTraces seen,
            ReadOptions options,
            String calledSpace,
            @Nullable String urlSpace) {
        SourceReader sources = new SourceReader(request, spaces, seen, options, calledSpace, urlSpace);
        List<Sighting> present = new ArrayList<>();
        for (Source source : Source.values()) {
            Verdict refusal = sources.refusal(source);
            for (int place = 0; place < sources.places(source); place++) {
                Sighting sighting = sources.sighting(source, place);
                if (sighting != null) {
                    present.add(refusal == null ? sighting : sighting.with(refusal));
                }
            }
        }
        return ranked(present);
    }

    private static List<Sighting> ranked(List<Sighting> present) {
        boolean decided = present.stream().anyMatch(sighting -> sighting.verdict() == Verdict.REJECTED);
        List<Sighting> ranked = new ArrayList<>(present.size());
        for (Sighting sighting : present) {
            boolean lower = decided && sighting.verdict() == Verdict.DECIDES;
            ranked.add(lower ? sighting.with(Verdict.LOWER) : sighting);
            decided |= sighting.verdict() == Verdict.DECIDES;
        }
        return List.copyOf(ranked);
    }
}
