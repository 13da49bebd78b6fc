package dev.offshoot.gateway.listen;

import dev.offshoot.routing.decision.Decision.Refuse;
import dev.offshoot.routing.decision.ErrorCode;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpContentException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;

/** What a failure of Netty's HTTP/1 decoder is to the client. Pure. */
final class DecoderFailure {
    private DecoderFailure() {}

    static Refuse refusal(FrontRules rules, Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException line ->
                refuse(
                        ErrorCode.HEADERS_TOO_LARGE,
                        "request line: too long (expected: at most " + rules.maxLineBytes() + " bytes)");
            case TooLongHttpHeaderException header ->
                refuse(
                        ErrorCode.HEADERS_TOO_LARGE,
                        "header fields: too long (expected: at most " + rules.maxHeaderBytes() + " bytes together)");
            case TooLongHttpContentException content -> refuse(ErrorCode.BODY_TOO_LARGE, "body: too long");
            case TooLongFrameException frame -> refuse(ErrorCode.BODY_TOO_LARGE, "body: too long");
            default ->
                refuse(
                        ErrorCode.BAD_REQUEST,
                        "request: not well-formed (expected: HTTP/1.1 of RFC 9112): " + text(cause));
        };
    }

    private static String text(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return message.length() <= 200 ? message : message.substring(0, 200) + "…";
    }

    private static Refuse refuse(ErrorCode code, String detail) {
        return new Refuse(code, detail, null, null, List.of());
    }
}
