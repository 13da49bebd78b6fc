package dev.offshoot.tunnel;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;

/**
 * A client's word that it may serve a Tunnel: the object, and a signature by the key whose public half is in the object's spec
 * (Ed25519, RFC 8032). What is signed holds the connection's nonce, so a claim that was overheard opens no other connection, and the
 * object's UID, so it is worth nothing for another object of the same name.
 *
 * @param uid of the object
 * @param signature in base64
 */
public record Claim(String namespace, String name, String uid, String signature) {
    private static final String DOMAIN = "offshoot-tunnel-handshake-1";
    private static final String ALGORITHM = "Ed25519";

    /** Signs. */
    public static Claim of(String namespace, String name, String uid, String nonce, PrivateKey key) {
        try {
            Signature signing = Signature.getInstance(ALGORITHM);
            signing.initSign(key);
            signing.update(signed(namespace, name, uid, nonce));
            return new Claim(namespace, name, uid, Base64.getEncoder().encodeToString(signing.sign()));
        } catch (GeneralSecurityException wrongKey) {
            throw new IllegalArgumentException(
                    "key: " + key.getAlgorithm() + " (expected: " + ALGORITHM + ")", wrongKey);
        }
    }

    /**
     * Whether the owner of {@code publicKey} signed it for {@code nonce}.
     *
     * @param publicKey an X.509 SubjectPublicKeyInfo in base64, as a Tunnel's spec has it; false if it isn't one
     */
    public boolean isBy(String publicKey, String nonce) {
        try {
            PublicKey key = KeyFactory.getInstance(ALGORITHM)
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey)));
            Signature checking = Signature.getInstance(ALGORITHM);
            checking.initVerify(key);
            checking.update(signed(namespace, name, uid, nonce));
            return checking.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException noKeyOrSignature) {
            return false;
        }
    }

    /** No part has NUL in it: they are printable. */
    private static byte[] signed(String namespace, String name, String uid, String nonce) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String part : new String[] {DOMAIN, nonce, namespace, name, uid}) {
            bytes.writeBytes(part.getBytes(StandardCharsets.UTF_8));
            bytes.write(0);
        }
        return bytes.toByteArray();
    }

    /** As it is said: a line for each part. */
    public String text() {
        return String.join("\n", namespace, name, uid, signature);
    }

    /**
     * What {@link #text} wrote.
     *
     * @throws IllegalArgumentException where it isn't that
     */
    public static Claim read(String text) {
        String[] lines = text.split("\n", -1);
        if (lines.length != 4 || Arrays.stream(lines).anyMatch(line -> !isPrintable(line))) {
            throw new IllegalArgumentException(
                    "claim: " + lines.length + " lines (expected: namespace, name, UID and signature, a line each)");
        }
        return new Claim(lines[0], lines[1], lines[2], lines[3]);
    }

    private static boolean isPrintable(String line) {
        return !line.isEmpty() && line.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /** The object's name for messages. */
    public String shown() {
        return Objects.requireNonNull(namespace) + "/" + name;
    }
}
