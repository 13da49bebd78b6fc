package dev.offshoot.tunnel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Why a tunnel's connection ends: the status of the WebSocket's Close frame. Its reason is a sentence for a person. */
public enum Parting {
    /** The client has nothing more to say. */
    DONE(1000),
    /** This gateway stops; another one may be there. */
    GOING_AWAY(1001),
    /** Something came that the protocol doesn't know. */
    MALFORMED(4400),
    /** The claim's signature isn't by the Tunnel's key. */
    NOT_SIGNED(4401),
    /** No Tunnel of that UID is there. */
    UNKNOWN(4404),
    /** Nothing came for too long. */
    SILENT(4408),
    /** Another connection serves the Tunnel now. */
    TAKEN_OVER(4409),
    /** The Tunnel was deleted. */
    DELETED(4410),
    /** The gateway can't serve it now. */
    FAILED(4500);

    private final int status;

    Parting(int status) {
        this.status = status;
    }

    /** RFC 6455 §7.4. */
    public int status() {
        return status;
    }

    /** Null for a status that isn't ours. */
    public static @Nullable Parting of(int status) {
        return Arrays.stream(values())
                .filter(one -> one.status == status)
                .findFirst()
                .orElse(null);
    }
}
