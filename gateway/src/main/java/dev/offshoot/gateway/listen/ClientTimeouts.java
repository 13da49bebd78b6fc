package dev.offshoot.gateway.listen;

import dev.offshoot.routing.decision.Decision.Refuse;
import dev.offshoot.routing.decision.ErrorCode;
import java.time.Duration;
import java.util.List;

/** The limits of {@link ListenSettings} on one kind of listener; zero is none. */
record ClientTimeouts(Duration header, Duration idle, Duration body) {
    static final ClientTimeouts NONE = new ClientTimeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    Refuse headTooSlow() {
        return refuse("request head: not complete within " + header.toMillis() + " ms");
    }

    Refuse bodyTooSlow() {
        return refuse("request body: not a byte within " + body.toMillis() + " ms");
    }

    private static Refuse refuse(String detail) {
        return new Refuse(ErrorCode.REQUEST_TIMEOUT, detail, null, null, List.of());
    }
}
