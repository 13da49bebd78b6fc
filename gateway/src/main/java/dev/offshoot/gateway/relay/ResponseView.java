package dev.offshoot.gateway.relay;

import org.springframework.http.server.reactive.HttpHeadResponseDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;

/** Tells whether a filter wants to see a response's body. */
final class ResponseView {
    private ResponseView() {}

    /** WebFlux itself decorates responses to HEAD, which have no body to see. */
    static boolean isDecorated(ServerHttpResponse response) {
        return response instanceof ServerHttpResponseDecorator && !(response instanceof HttpHeadResponseDecorator);
    }
}
