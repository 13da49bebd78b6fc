package dev.offshoot.routing.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Predicate;

/** Names of the objects we make for a Service: deterministic, so that a second leader makes the same. */
final class ShadowName {
    /** Kubernetes' limit for Service names, a DNS label. */
    private static final int LIMIT = 63;

    private static final String SUFFIX = "-baseline";
    private static final int HASH_DIGITS = 8;

    private ShadowName() {}

    /**
     * {@code <service>-baseline}; with a hash where that is too long or taken.
     *
     * @param taken whether an object of that name is there that isn't ours
     */
    static String of(String service, Predicate<String> taken) {
        String plain = service + SUFFIX;
        if (plain.length() <= LIMIT && !taken.test(plain)) {
            return plain;
        }
        for (int attempt = 0; ; attempt++) {
            String hash = "-" + hash(service + "\0" + attempt);
            int room = LIMIT - SUFFIX.length() - hash.length();
            String hashed = service.substring(0, Math.min(room, service.length())) + hash + SUFFIX;
            if (!taken.test(hashed)) {
                return hashed;
            }
        }
    }

    /** The first digits of the SHA-256 of a text. */
    static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: not available (expected: every Java platform has it)", e);
        }
    }
}
