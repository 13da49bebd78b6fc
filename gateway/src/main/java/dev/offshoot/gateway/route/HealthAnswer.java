package dev.offshoot.gateway.route;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** {@code /.well-known/offshoot/health} on any host of a URL listener: for load balancers, which know no host of ours. */
final class HealthAnswer {
    private HealthAnswer() {}

    /** @param down why no traffic is to be sent here; null where it is */
    static Mono<Void> write(ServerWebExchange exchange, @Nullable String down) {
        ServerHttpResponse response = exchange.getResponse();
        byte[] body = ((down == null ? "ok" : down) + "\n").getBytes(StandardCharsets.US_ASCII);
        response.setStatusCode(down == null ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
        response.getHeaders().set(HttpHeaders.CONTENT_TYPE, "text/plain;charset=us-ascii");
        response.getHeaders().setCacheControl("no-store");
        response.getHeaders().setContentLength(body.length);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
    }
}
