package dev.offshoot.routing.context;

import org.jspecify.annotations.Nullable;

/**
 * Reads which space a request belongs to. The first source that is present and names a space decides; malformed and unknown
 * values are passed over, but for {@code x-offshoot-space}: where it is trusted, a malformed or contradictory one refuses
 * the request even if the URL's prefix is higher, and an unknown one leads to the called Service's root. Pure; runs for
 * every request.
 */
public final class ContextReader {
    private static final Source[] HIGHEST_FIRST = Source.values();

    private ContextReader() {}

    /**
     * Reads a context.
     *
     * @param calledSpace the namespace of the called Service
     * @param urlSpace the space that the URL's prefix names, which exists; null where there is no prefix
     */
    public static ContextRead read(
            RequestView request,
            KnownSpaces spaces,
            SeenTraces seen,
            ReadOptions options,
            String calledSpace,
            @Nullable String urlSpace) {
        SourceReader sources = new SourceReader(request, spaces, seen, options, calledSpace, urlSpace);
        Sighting header = options.trustContext() ? sources.sighting(Source.SPACE_HEADER, 0) : null;
        if (header != null && header.verdict() == Verdict.REJECTED) {
            return new ContextRead.Rejected(rejection(header));
        }
        int ignored = 0;
        for (Source source : HIGHEST_FIRST) {
            if (sources.refusal(source) != null) {
                continue;
            }
            for (int place = 0; place < sources.places(source); place++) {
                Sighting sighting = source == Source.SPACE_HEADER ? header : sources.sighting(source, place);
                if (sighting == null) {
                    continue;
                }
                if (sighting.verdict() == Verdict.DECIDES && sighting.space() != null) {
                    return new ContextRead.Found(sighting.space(), source, notice(sighting), ignored);
                }
                ignored |= ignoredBit(sighting);
            }
        }
        throw new IllegalStateException("the called Service is always present, and names " + calledSpace);
    }

    private static int ignoredBit(Sighting sighting) {
        int malformed = 1 << sighting.source().ordinal();
        return switch (sighting.verdict()) {
            case MALFORMED -> malformed;
            case UNKNOWN -> malformed << 16;
            case DECIDES, LOWER, REJECTED, NO_PREFIXED_HOST, UNTRUSTED, NOT_OPTED_IN, NAVIGATION -> 0;
        };
    }

    private static @Nullable String notice(Sighting sighting) {
        if (sighting.source() != Source.SPACE_HEADER || sighting.value().equals(sighting.space())) {
            return null;
        }
        return sighting.carrier() + " is \"" + sighting.value() + "\" (expected: the name of a space); served as in "
                + sighting.space();
    }

    private static String rejection(Sighting header) {
        return header.carrier() + " is \"" + header.shownValue()
                + "\" (expected: one space's name, a DNS label of at most " + DnsLabel.MAX_LENGTH
                + " lower-case letters, digits and '-')";
    }
}
