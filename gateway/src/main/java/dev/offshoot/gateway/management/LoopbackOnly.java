package dev.offshoot.gateway.management;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Who may read the management API: callers on the gateway's own machine. */
final class LoopbackOnly {
    private LoopbackOnly() {}

    static boolean allows(ServerRequest request) {
        Optional<InetSocketAddress> caller = request.remoteAddress();
        return caller.isPresent()
                && caller.get().getAddress() != null
                && caller.get().getAddress().isLoopbackAddress();
    }

    static Mono<ServerResponse> refuse(ServerRequest request) {
        String caller = request.remoteAddress().map(InetSocketAddress::toString).orElse("unknown");
        return ServerResponse.status(403)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .bodyValue(Map.of(
                        "status",
                        403,
                        "detail",
                        "caller: " + caller + " (expected: a loopback address; use kubectl port-forward)"));
    }
}
