package dev.offshoot.routing.context;

import static dev.offshoot.routing.context.ContextHeaders.TRACESTATE;
import static dev.offshoot.routing.context.ContextHeaders.TRACESTATE_MEMBER;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Our member of the {@code tracestate} header (W3C Trace Context). It counts as a carrier by itself: unlike a tracing
 * system we read it also where {@code traceparent} is missing or malformed.
 */
final class TraceState {
    static final int MAX_MEMBERS = 32;
    static final int MAX_LENGTH = 512;
    /** Members longer than this are the first to go ("tracestate Limits"). */
    private static final int LONG_MEMBER = 128;

    private TraceState() {}

    /**
     * The value of our member; null where there is none. As with {@link Baggage#space} a value that can't be a space's name is
     * returned as something that is no DNS label; so is any value of a list of more than 32 members, which is to be discarded.
     */
    static @Nullable String space(RequestView request) {
        if (request.header(TRACESTATE) == null) {
            return null;
        }
        String found = null;
        int count = 0;
        MemberCursor members = new MemberCursor(request.headers(TRACESTATE));
        while (members.next()) {
            count++;
            if (members.hasKey(TRACESTATE_MEMBER)) {
                found = Contradiction.join(found, value(members.member()));
            }
        }
        return found == null || count <= MAX_MEMBERS ? found : found + " among " + count + " members";
    }

    /**
     * No blank may stand on either side of the equals sign: before it the key is wrong, after it the blank belongs to the
     * value.
     */
    private static String value(String member) {
        int equals = TRACESTATE_MEMBER.length();
        return member.length() > equals && member.charAt(equals) == '=' ? member.substring(equals + 1) : "";
    }

    /**
     * What leaves no member of ours but one that says {@code keep}; null where the header stays as it is. To be used where
     * {@code traceparent} isn't changed, so that no member may be added ("Mutating the tracestate Field").
     */
    static @Nullable HeaderEdit withoutOthersSpace(RequestView request, @Nullable String keep) {
        String own = space(request);
        if (own == null || own.equals(keep)) {
            return null;
        }
        StringBuilder list = new StringBuilder();
        MemberCursor members = new MemberCursor(request.headers(TRACESTATE));
        while (members.next()) {
            if (!members.hasKey(TRACESTATE_MEMBER)) {
                members.appendRaw(list);
            }
        }
        return list.isEmpty() ? HeaderEdit.remove(TRACESTATE) : HeaderEdit.set(TRACESTATE, list.toString());
    }

    /** The header of a trace that begins here: our member first, others behind it as far as the limits allow. */
    static HeaderEdit begun(RequestView request, String space) {
        String own = TRACESTATE_MEMBER + "=" + space;
        if (request.header(TRACESTATE) == null) {
            return HeaderEdit.set(TRACESTATE, own);
        }
        List<String> list = new ArrayList<>();
        list.add(own);
        MemberCursor members = new MemberCursor(request.headers(TRACESTATE));
        while (members.next()) {
            if (!members.hasKey(TRACESTATE_MEMBER)) {
                list.add(members.member());
            }
        }
        return HeaderEdit.set(TRACESTATE, String.join(",", withinLimits(list)));
    }

    private static List<String> withinLimits(List<String> list) {
        List<String> kept = new ArrayList<>(list.subList(0, Math.min(list.size(), MAX_MEMBERS)));
        int length = kept.size() - 1;
        for (String member : kept) {
            length += member.length();
        }
        for (int i = kept.size() - 1; i > 0 && length > MAX_LENGTH; i--) {
            if (kept.get(i).length() > LONG_MEMBER) {
                length -= kept.remove(i).length() + 1;
            }
        }
        while (length > MAX_LENGTH) {
            length -= kept.removeLast().length() + 1;
        }
        return kept;
    }
}
