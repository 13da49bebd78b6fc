package dev.offshoot.gateway.error;

import java.nio.charset.StandardCharsets;

/** The {@code grpc-message} encoding: percent-encoded UTF-8 with printable ASCII but {@code %} left as it is (gRPC over HTTP/2, "Responses"). */
final class GrpcMessage {
    private GrpcMessage() {}

    static String encode(String message) {
        StringBuilder out = new StringBuilder(message.length() + 16);
        for (byte b : message.getBytes(StandardCharsets.UTF_8)) {
            if (b >= ' ' && b <= '~' && b != '%') {
                out.append((char) b);
            } else {
                out.append('%')
                        .append(Character.toUpperCase(Character.forDigit((b >> 4) & 0xf, 16)))
                        .append(Character.toUpperCase(Character.forDigit(b & 0xf, 16)));
            }
        }
        return out.toString();
    }
}
