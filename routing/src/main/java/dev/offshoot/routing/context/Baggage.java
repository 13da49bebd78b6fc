package dev.offshoot.routing.context;

import static dev.offshoot.routing.context.ContextHeaders.BAGGAGE;
import static dev.offshoot.routing.context.ContextHeaders.BAGGAGE_MEMBER;

import org.jspecify.annotations.Nullable;

/**
 * Our member of the {@code baggage} header (W3C Baggage), whose other members belong to others and are never judged:
 * they are kept as they were sent.
 */
final class Baggage {
    /**
     * What every platform propagates at least ("Limits"): beyond it our member might be what is dropped, or push out
     * another's.
     */
    static final int MAX_MEMBERS = 64;

    static final int MAX_BYTES = 8192;

    private Baggage() {}

    /**
     * The decoded value of our member; null where there is none. What can't be a space's name is returned all the same and
     * is no DNS label: a missing value is the empty string, a wrong escape stays as it is, different values are joined by a
     * comma.
     */
    static @Nullable String space(RequestView request) {
        if (request.header(BAGGAGE) == null) {
            return null;
        }
        String found = null;
        MemberCursor members = new MemberCursor(request.headers(BAGGAGE));
        while (members.next()) {
            if (members.hasKey(BAGGAGE_MEMBER)) {
                found = Contradiction.join(found, value(members.member()));
            }
        }
        return found;
    }

    private static String value(String member) {
        int semicolon = member.indexOf(';');
        String pair = semicolon < 0 ? member : member.substring(0, semicolon);
        int equals = pair.indexOf('=');
        return equals < 0 ? "" : decoded(Ows.trim(pair.substring(equals + 1)));
    }

    private static String decoded(String value) {
        if (value.indexOf('%') < 0) {
            return value;
        }
        StringBuilder decoded = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '%') {
                int octet = octet(value, i);
                if (octet < 0 || octet > 0x7f) {
                    return value;
                }
                c = (char) octet;
                i += 2;
            }
            decoded.append(c);
        }
        return decoded.toString();
    }

    /** The octet of an escape (RFC 3986, section 2.1); -1 where it is none. */
    private static int octet(String value, int percent) {
        if (percent + 2 >= value.length()) {
            return -1;
        }
        int high = Character.digit(value.charAt(percent + 1), 16);
        int low = Character.digit(value.charAt(percent + 2), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    /**
     * What makes the outgoing header carry this space, or none where it is null: our former member goes, the new one comes last
     * unless the list is full. Null where the header stays as it is.
     */
    static @Nullable HeaderEdit edit(RequestView request, @Nullable String space) {
        String own = space == null ? null : BAGGAGE_MEMBER + "=" + space;
        if (request.header(BAGGAGE) == null) {
            return own == null ? null : HeaderEdit.set(BAGGAGE, own);
        }
        StringBuilder list = new StringBuilder();
        int others = 0;
        boolean hadOwn = false;
        MemberCursor members = new MemberCursor(request.headers(BAGGAGE));
        while (members.next()) {
            if (members.hasKey(BAGGAGE_MEMBER)) {
                hadOwn = true;
            } else {
                others++;
                members.appendRaw(list);
            }
        }
        if (own != null && others < MAX_MEMBERS && list.length() + 1 + own.length() <= MAX_BYTES) {
            return HeaderEdit.set(
                    BAGGAGE, others == 0 ? own : list.append(',').append(own).toString());
        }
        if (!hadOwn) {
            return null;
        }
        return others == 0 ? HeaderEdit.remove(BAGGAGE) : HeaderEdit.set(BAGGAGE, list.toString());
    }
}
