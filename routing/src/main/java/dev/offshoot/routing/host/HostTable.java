package dev.offshoot.routing.host;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All hosts that Services have. Matching: an exact host wins; then {@code <space>.s.<host>}; then each {@code --} of the first
 * label whose right side is a host that takes single-label prefixes. Immutable; never throws whatever it is asked.
 */
public final class HostTable {
    public static final HostTable EMPTY = new HostTable(new TreeMap<>());

    private final List<ExposedHost> sorted;
    private final NameTable<ExposedHost> byName;

    HostTable(TreeMap<String, ExposedHost> hosts) {
        this.sorted = List.copyOf(hosts.values());
        this.byName = NameTable.of(hosts);
    }

    /** Sorted by host. */
    public List<ExposedHost> hosts() {
        return sorted;
    }

    public @Nullable ExposedHost host(String host) {
        return byName.get(host);
    }

    /** What {@code authority} names, where {@code spaces} are the known ones. */
    public HostMatch match(@Nullable String authority, NameTable<?> spaces) {
        if (authority == null || authority.isEmpty()) {
            return new HostMatch.Unknown("");
        }
        int end = Authority.hostEnd(authority);
        if (end > Authority.LONGEST_HOST) {
            return new HostMatch.Unknown(authority);
        }
        ExposedHost exact = byName.get(authority, 0, end);
        return exact != null ? new HostMatch.Ours(exact, null, HostForm.BARE) : prefixed(authority, end, spaces);
    }

    /** The space whose prefixed host reads like this exact one; null where none does. */
    @Nullable
    String alsoSpaceOf(String host, NameTable<?> spaces) {
        return prefixed(host, host.length(), spaces) instanceof HostMatch.Ours ours ? ours.space() : null;
    }

    private HostMatch prefixed(String authority, int end, NameTable<?> spaces) {
        int firstDot = authority.indexOf('.');
        int labelEnd = firstDot < 0 || firstDot > end ? end : firstDot;
        HostMatch dotted = dotted(authority, labelEnd, end, spaces);
        if (dotted instanceof HostMatch.Ours) {
            return dotted;
        }
        HostMatch single = singleLabel(authority, labelEnd, end, spaces);
        if (single instanceof HostMatch.Ours || single instanceof HostMatch.Ambiguous || dotted == null) {
            return single != null ? single : new HostMatch.Unknown(authority);
        }
        return dotted;
    }

    private @Nullable HostMatch dotted(String authority, int labelEnd, int end, NameTable<?> spaces) {
        if (labelEnd + 3 > end || labelEnd == 0 || !authority.regionMatches(true, labelEnd, ".s.", 0, 3)) {
            return null;
        }
        ExposedHost host = byName.get(authority, labelEnd + 3, end);
        return host == null ? null : named(host, authority, labelEnd, HostForm.DOTTED, spaces);
    }

    private @Nullable HostMatch singleLabel(String authority, int labelEnd, int end, NameTable<?> spaces) {
        HostMatch found = null;
        int dashes = authority.indexOf("--", 1);
        while (dashes > 0 && dashes + 2 < labelEnd) {
            ExposedHost host = byName.get(authority, dashes + 2, end);
            if (host != null && host.takesSingleLabel()) {
                found = either(found, named(host, authority, dashes, HostForm.SINGLE_LABEL, spaces), authority);
            }
            dashes = authority.indexOf("--", dashes + 1);
        }
        return found;
    }

    private static HostMatch named(
            ExposedHost host, String authority, int prefixEnd, HostForm form, NameTable<?> spaces) {
        String space = spaces.name(authority, 0, prefixEnd);
        return space != null
                ? new HostMatch.Ours(host, space, form)
                : new HostMatch.UnknownSpace(host, Authority.shown(authority.substring(0, prefixEnd)), form);
    }

    private static HostMatch either(@Nullable HostMatch before, HostMatch next, String authority) {
        if (before == null || before instanceof HostMatch.UnknownSpace && next instanceof HostMatch.Ours) {
            return next;
        }
        if (next instanceof HostMatch.UnknownSpace) {
            return before;
        }
        List<String> spaces = new ArrayList<>(before instanceof HostMatch.Ambiguous more ? more.spaces() : List.of());
        addSpace(spaces, before);
        addSpace(spaces, next);
        return new HostMatch.Ambiguous(Authority.shown(authority), spaces);
    }

    private static void addSpace(List<String> spaces, HostMatch match) {
        if (match instanceof HostMatch.Ours ours && ours.space() != null) {
            spaces.add(ours.space());
        }
    }
}
