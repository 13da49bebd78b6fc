package dev.offshoot.routing.host;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request's host names. */
public sealed interface HostMatch {
    /**
     * A host of ours.
     *
     * @param space the known space that its prefix names; null where it has none
     */
    record Ours(ExposedHost host, @Nullable String space, HostForm form) implements HostMatch {}

    /** A host of ours with a prefix that names no space. */
    record UnknownSpace(ExposedHost host, String space, HostForm form) implements HostMatch {}

    /** A host that two known spaces' prefixes fit. */
    record Ambiguous(String host, List<String> spaces) implements HostMatch {
        public Ambiguous {
            spaces = List.copyOf(spaces);
        }
    }

    /** None of ours; {@code authority} as received, empty where the request has none. */
    record Unknown(String authority) implements HostMatch {
        /** The host as it may be shown: printable ASCII, at most 253 characters. */
        public String shown() {
            return Authority.shown(authority);
        }
    }
}
