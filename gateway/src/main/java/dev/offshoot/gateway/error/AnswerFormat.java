package dev.offshoot.gateway.error;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** In which form a client gets an error of the gateway's own. */
enum AnswerFormat {
    PROBLEM_JSON,
    HTML,
    GRPC;

    /** A gRPC request by its content type; HTML where {@code Accept} prefers it to JSON (RFC 9110 §12.5.1); else JSON, which {@code *}{@code /*} means too. */
    static AnswerFormat of(HttpHeaders request) {
        String contentType = request.getFirst(HttpHeaders.CONTENT_TYPE);
        if (contentType != null && contentType.startsWith("application/grpc")) {
            return GRPC;
        }
        return prefersHtml(request.getFirst(HttpHeaders.ACCEPT)) ? HTML : PROBLEM_JSON;
    }

    private static boolean prefersHtml(@Nullable String accept) {
        if (accept == null || !accept.contains("html")) {
            return false;
        }
        List<MediaType> accepted;
        try {
            accepted = MediaType.parseMediaTypes(accept);
        } catch (InvalidMediaTypeException malformed) {
            return false;
        }
        double html = quality(accepted, "html");
        return html > 0 && html >= quality(accepted, "json");
    }

    private static double quality(List<MediaType> accepted, String subtype) {
        return accepted.stream()
                .filter(type -> type.getSubtype().equals(subtype)
                        || type.getSubtype().endsWith("+" + subtype)
                        || (subtype.equals("html") && type.getSubtype().equals("xhtml+xml")))
                .map(MediaType::getQualityValue)
                .max(Comparator.naturalOrder())
                .orElse(0.0);
    }
}
