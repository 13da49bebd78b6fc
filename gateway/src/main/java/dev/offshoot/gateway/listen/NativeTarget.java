package dev.offshoot.gateway.listen;

import dev.offshoot.routing.decision.Decision.Refuse;
import dev.offshoot.routing.decision.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request's target as it came. Netty's decoder makes one char of each byte, its encoder writes chars as UTF-8: a target
 * with bytes beyond ASCII, which RFC 9112 doesn't allow and clients send, stays the same bytes only as the string that those
 * bytes are in UTF-8. After {@link FrontHandler}, {@code HttpServerRequest.uri()} is that string, which the relay forwards. Pure.
 */
final class NativeTarget {
    private NativeTarget() {}

    /** The target, read as UTF-8 from its bytes; null if they are none. */
    static @Nullable String utf8(String target) {
        for (int i = 0; i < target.length(); i++) {
            if (target.charAt(i) >= 0x80) {
                return decoded(target);
            }
        }
        return target;
    }

    private static @Nullable String decoded(String target) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(target.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    static Refuse notUtf8() {
        return refuse("request target: bytes that are no UTF-8 (expected: percent-encoded, or UTF-8)");
    }

    /** HTTP/2 has no clients that need more. */
    static Refuse notAscii() {
        return refuse("request target: bytes beyond ASCII (expected: percent-encoded)");
    }

    private static Refuse refuse(String detail) {
        return new Refuse(ErrorCode.BAD_REQUEST, detail, null, null, List.of());
    }
}
