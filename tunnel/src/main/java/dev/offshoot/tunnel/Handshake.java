package dev.offshoot.tunnel;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * How a tunnel's connection begins: a WebSocket at {@link #PATH} of any host with {@link #SUBPROTOCOL}; the gateway says a nonce, the
 * client answers with a {@link Claim}, each in one text frame; from then on binary frames carry HTTP/2, whose client is the gateway.
 */
public final class Handshake {
    /** Where a gateway's URL listeners take tunnels. */
    public static final String PATH = "/.well-known/offshoot/tunnel";

    /** Names the version of all that passes. */
    public static final String SUBPROTOCOL = "offshoot-tunnel.v1";

    /** How long a text frame may be, in bytes. */
    public static final int MAX_TEXT = 4096;

    private static final int NONCE_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Handshake() {}

    /** Bytes that were never said before, in base64. */
    public static String nonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
