package dev.offshoot.routing.context;

import static dev.offshoot.routing.context.ContextHeaders.TRACEPARENT;

import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The {@code traceparent} header (W3C Trace Context): {@code 00-<trace id>-<parent id>-<flags>} in lower-case hex. Later
 * versions are read as far as they agree with version 00 ("Versioning of traceparent").
 */
public final class TraceParent {
    /** Version 00's length, and the least of any later version. */
    private static final int LENGTH = 55;

    private static final int TRACE_ID = 3;
    private static final int PARENT_ID = 36;
    private static final int FLAGS = 53;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private TraceParent() {}

    /**
     * The trace that a request belongs to, if it was begun elsewhere: the 32 hex digits to remember its space by. Null
     * where the request has no valid {@code traceparent}, or one whose trace id itself names a space.
     */
    public static @Nullable String foreignTraceId(RequestView request, KnownSpaces spaces) {
        String valid = valid(request);
        return valid == null || spaces.spaceOfTraceTag(tag(valid)) != null ? null : traceId(valid);
    }

    /** The header without blanks around it; null where it is missing, malformed or sent twice. */
    static @Nullable String valid(RequestView request) {
        String header = request.header(TRACEPARENT);
        if (header == null) {
            return null;
        }
        String value = Ows.trim(header);
        return isValid(value) && request.headers(TRACEPARENT).size() == 1 ? value : null;
    }

    static boolean isValid(String value) {
        if (value.length() < LENGTH || !isHex(value, 0, TRACE_ID - 1) || value.startsWith("ff")) {
            return false;
        }
        boolean lengthFits = value.startsWith("00")
                ? value.length() == LENGTH
                : value.length() == LENGTH || value.charAt(LENGTH) == '-';
        return lengthFits
                && value.charAt(TRACE_ID - 1) == '-'
                && isId(value, TRACE_ID, PARENT_ID - 1)
                && value.charAt(PARENT_ID - 1) == '-'
                && isId(value, PARENT_ID, FLAGS - 1)
                && value.charAt(FLAGS - 1) == '-'
                && isHex(value, FLAGS, LENGTH);
    }

    /** Hex digits that aren't all zero. */
    private static boolean isId(String value, int from, int to) {
        boolean zero = true;
        for (int i = from; i < to; i++) {
            zero &= value.charAt(i) == '0';
        }
        return !zero && isHex(value, from, to);
    }

    private static boolean isHex(String value, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = value.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    static boolean isSampled(String valid) {
        return (Character.digit(valid.charAt(LENGTH - 1), 16) & 1) == 1;
    }

    static String parentId(String valid) {
        return valid.substring(PARENT_ID, FLAGS - 1);
    }

    /** The same trace with another parent, in version 00 whatever it was (W3C, "Mutating the traceparent Field"). */
    static String withParent(String valid, LongSupplier random) {
        byte[] text = valid.substring(0, LENGTH).getBytes(StandardCharsets.US_ASCII);
        text[0] = '0';
        text[1] = '0';
        hex(text, PARENT_ID, notZero(random.getAsLong()));
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    static String traceId(String valid) {
        return valid.substring(TRACE_ID, PARENT_ID - 1);
    }

    /** The trace id's left 64 bits, where a gateway writes a {@link TraceTag}. */
    static long tag(String valid) {
        return Long.parseUnsignedLong(valid, TRACE_ID, TRACE_ID + 16, 16);
    }

    /** A trace that begins here: its id is the tag and 64 random bits, its parent id random. */
    static String begun(long tag, boolean sampled, LongSupplier random) {
        byte[] text = "00-................................-................-00".getBytes(StandardCharsets.US_ASCII);
        hex(text, TRACE_ID, tag);
        hex(text, TRACE_ID + 16, notZero(random.getAsLong()));
        hex(text, PARENT_ID, notZero(random.getAsLong()));
        text[LENGTH - 1] = (byte) (sampled ? '1' : '0');
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static void hex(byte[] text, int at, long value) {
        for (int i = 15; i >= 0; i--) {
            text[at + i] = HEX[(int) value & 0xf];
            value >>>= 4;
        }
    }

    private static long notZero(long random) {
        return random == 0 ? 1 : random;
    }
}
