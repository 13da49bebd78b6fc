package dev.offshoot.gateway.frontdoor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Trace ids as the specification of the tag says, written a second time. */
final class Traces {
    private Traces() {}

    /** The 16 hex digits that a space's trace ids begin with: SHA-256 of {@code offshoot-trace-1}, NUL, the name. */
    static String tag(String space) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(("offshoot-trace-1\0" + space).getBytes(UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
