package dev.offshoot.cli.outbound;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Which local ports a called port may have: always the same ones, in the same order. Pure. */
final class StablePorts {
    /** Below those that Linux gives to sockets by chance, and the node ports of a cluster on this machine. */
    static final int FIRST = 20_000;

    static final int SIZE = 10_000;

    private StablePorts() {}

    /**
     * The port to try after {@code taken} others of these were found taken.
     *
     * @param whose the process', so that each of those on one machine has ports of its own
     */
    static int of(String whose, String service, int port, int taken) {
        String key = String.join("\0", whose, service, Integer.toString(port), Integer.toString(taken));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return FIRST + Math.floorMod(ByteBuffer.wrap(hash).getInt(), SIZE);
        } catch (NoSuchAlgorithmException impossible) { // each Java platform has it
            throw new IllegalStateException(impossible);
        }
    }
}
