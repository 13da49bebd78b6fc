package dev.offshoot.gateway.route;

import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** {@code /.well-known/offshoot/health} on any host of a URL listener: for load balancers, which know no host of ours. */
final class HealthAnswer {
    private HealthAnswer() {}

    static Mono<Void> write(ServerWebExchange exchange, boolean ready) {
        ServerHttpResponse response = exchange.getResponse();
        byte[] body = (ready ? "ok\n" : "no snapshot yet\n").getBytes(StandardCharsets.US_ASCII);
        response.setStatusCode(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
        response.getHeaders().set(HttpHeaders.CONTENT_TYPE, "text/plain;charset=us-ascii");
        response.getHeaders().setCacheControl("no-store");
        response.getHeaders().setContentLength(body.length);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
    }
}
