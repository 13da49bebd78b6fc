package dev.offshoot.gateway.error;

import dev.offshoot.routing.decision.Decision.Refuse;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Writes a refusal in the form that the client takes; every form carries {@code x-offshoot-error}. */
public final class ErrorAnswer {
    private ErrorAnswer() {}

    /** Ends the exchange. */
    public static Mono<Void> write(ServerWebExchange exchange, Refuse refuse) {
        ServerHttpResponse response = exchange.getResponse();
        HttpHeaders headers = response.getHeaders();
        headers.set("x-offshoot-error", refuse.code().code());
        headers.setCacheControl("no-store");
        return switch (AnswerFormat.of(exchange.getRequest().getHeaders())) {
            case GRPC -> grpc(response, refuse);
            case HTML -> {
                headers.add(HttpHeaders.VARY, HttpHeaders.ACCEPT);
                yield body(
                        exchange,
                        refuse,
                        "text/html;charset=utf-8",
                        ErrorPage.of(refuse, ProblemDocument.title(refuse.code().status()))
                                .getBytes(StandardCharsets.UTF_8));
            }
            case PROBLEM_JSON -> {
                headers.add(HttpHeaders.VARY, HttpHeaders.ACCEPT);
                yield body(exchange, refuse, ProblemDocument.MEDIA_TYPE, ProblemDocument.json(refuse));
            }
        };
    }

    /** Trailers-only: the status stands in the one header block (gRPC over HTTP/2, "Responses"). */
    private static Mono<Void> grpc(ServerHttpResponse response, Refuse refuse) {
        response.setStatusCode(HttpStatusCode.valueOf(200));
        HttpHeaders headers = response.getHeaders();
        headers.set(HttpHeaders.CONTENT_TYPE, "application/grpc");
        headers.set("grpc-status", Integer.toString(refuse.code().grpcStatus()));
        headers.set("grpc-message", GrpcMessage.encode(refuse.code().code() + ": " + refuse.detail()));
        return response.setComplete();
    }

    private static Mono<Void> body(ServerWebExchange exchange, Refuse refuse, String mediaType, byte[] bytes) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatusCode.valueOf(refuse.code().status()));
        response.getHeaders().set(HttpHeaders.CONTENT_TYPE, mediaType);
        response.getHeaders().setContentLength(bytes.length);
        if (HttpMethod.HEAD.equals(exchange.getRequest().getMethod())) {
            return response.setComplete();
        }
        DataBuffer buffer = response.bufferFactory().wrap(bytes);
        return response.writeWith(Mono.just(buffer));
    }
}
