package dev.offshoot.gateway.error;

import dev.offshoot.gateway.json.JsonObject;
import dev.offshoot.routing.decision.Decision.Refuse;
import dev.offshoot.routing.decision.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The {@code application/problem+json} body of an error that the gateway answers itself (RFC 9457): {@code type}, {@code title},
 * {@code status}, {@code detail}, and the extension members {@code code}, {@code space}, {@code service} and {@code nearest},
 * which are left out where there is nothing to say. Pure.
 */
public final class ProblemDocument {
    public static final String MEDIA_TYPE = "application/problem+json";

    private ProblemDocument() {}

    /** The UTF-8 bytes for {@code refusal}. */
    public static byte[] json(Refuse refusal) {
        return text(refusal).getBytes(StandardCharsets.UTF_8);
    }

    /** The UTF-8 bytes of an error that concerns no space and no Service. */
    public static byte[] json(ErrorCode code, String detail) {
        return json(new Refuse(code, detail, null, null, List.of()));
    }

    private static String text(Refuse refusal) {
        ErrorCode code = refusal.code();
        return new JsonObject()
                        .member("type", "about:blank")
                        .member("title", title(code.status()))
                        .member("status", code.status())
                        .member("detail", refusal.detail())
                        .member("code", code.code())
                        .member("space", refusal.space())
                        .member("service", refusal.service())
                        .member("nearest", refusal.nearest())
                        .end()
                + "\n";
    }

    /** The status' phrase, which RFC 9457 §4.2.1 wants as the title of {@code about:blank}; of RFC 9110 §15 and RFC 5842. */
    public static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 413 -> "Content Too Large";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            case 508 -> "Loop Detected";
            default -> throw new IllegalArgumentException("status: " + status + " (expected: one of ErrorCode's)");
        };
    }
}
