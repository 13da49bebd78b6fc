package dev.offshoot.routing.context;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The left 64 bits of the trace ids that a gateway makes for a space: the first 8 bytes, as a big-endian number, of SHA-256 of
 * {@code offshoot-trace-1}, NUL and the space's name or, with a key, of the HMAC-SHA-256 (RFC 2104) of the same. So every
 * replica can tell the space from a trace id, and nothing is shared between replicas.
 */
public final class TraceTag {
    private static final String LABEL = "offshoot-trace-1\0";

    private TraceTag() {}

    /** The tag of a space; {@code key} is null for the plain hash, else not empty. */
    public static long of(String space, byte @Nullable [] key) {
        byte[] message = (LABEL + space).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.wrap(key == null ? sha256(message) : hmac(message, key))
                .getLong();
    }

    private static byte[] sha256(byte[] message) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(message);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] hmac(byte[] message, byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(
                    "every Java platform has HmacSHA256, which takes any key but an empty one", e);
        }
    }
}
