package dev.offshoot.routing.host;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A host that Services of one name under one root space have.
 *
 * @param host lower-case, without a space's prefix
 * @param service the Services' name
 * @param root the root space they are under; null where their spaces are so broken that none can be told
 * @param oldest the space of the oldest claim
 * @param spaces the spaces whose Service asks for the host
 * @param inRoot whether the root's Service asks for it: then the host serves the root and all its spaces
 * @param contextFromOrigin whether one of the Services opts into {@code Origin} and {@code Referer} as context sources
 * @param singleLabel the host before which a space's name and {@code --} may stand: this one or, where this is a configured
 *     domain itself, the Service's own under it; null where there is none
 */
public record ExposedHost(
        String host,
        String service,
        @Nullable String root,
        String oldest,
        Set<String> spaces,
        boolean inRoot,
        boolean contextFromOrigin,
        @Nullable String singleLabel) {
    /** RFC 1035 section 2.3.4. */
    private static final int LONGEST_LABEL = 63;

    public ExposedHost {
        spaces = Set.copyOf(spaces);
    }

    /** Whether {@code <space>--<host>} is a form of this very host. */
    boolean takesSingleLabel() {
        return host.equals(singleLabel);
    }

    /**
     * This host with a space's prefix in the wanted form; the dotted form where it has no single-label one, or where that would
     * be longer than a DNS label may be.
     */
    public String prefixed(String space, HostForm form) {
        return switch (form) {
            case BARE -> host;
            case DOTTED -> dotted(space);
            case SINGLE_LABEL -> singleLabel == null ? dotted(space) : singleLabelled(space, singleLabel);
        };
    }

    private String dotted(String space) {
        return space + ".s." + host;
    }

    private String singleLabelled(String space, String bare) {
        String prefixed = space + "--" + bare;
        return prefixed.indexOf('.') > LONGEST_LABEL ? dotted(space) : prefixed;
    }
}
