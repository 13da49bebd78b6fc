package dev.offshoot.gateway.route;

import dev.offshoot.gateway.error.ErrorAnswer;
import dev.offshoot.gateway.error.RefusedException;
import dev.offshoot.gateway.listen.Arrivals;
import dev.offshoot.gateway.relay.RelayCall;
import dev.offshoot.gateway.relay.RelayException;
import dev.offshoot.routing.decision.Decision.Refuse;
import dev.offshoot.routing.decision.ErrorCode;
import dev.offshoot.routing.facts.ServiceKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;

/**
 * Answers what ended a request with an error: our own refusals and the relay's failures with their code, anything unexpected as
 * 500. A status that an operator's filter chose ({@link ResponseStatusException}) is left to Spring Boot's own handler. Never
 * shows a stack trace or an exception's text.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ErrorHandler implements WebExceptionHandler {
    /** Exchange attribute: the {@link Refuse} that answers where nothing else takes the request. */
    static final String UNMATCHED_ATTRIBUTE = ErrorHandler.class.getName() + ".unmatched";

    private static final Logger log = LoggerFactory.getLogger(ErrorHandler.class);

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        if (!Arrivals.isData(exchange)) {
            return Mono.error(failure);
        }
        if (exchange.getResponse().isCommitted()) {
            logBroken(exchange, failure);
            return Mono.error(failure); // the head is out: only a broken connection can tell the client
        }
        Refuse refuse = refusal(exchange, failure);
        return refuse == null ? Mono.error(failure) : ErrorAnswer.write(exchange, refuse);
    }

    /** In place of Spring's own line, which tells it as a fault of ours. */
    private static void logBroken(ServerWebExchange exchange, Throwable failure) {
        if (failure instanceof AbortedException) {
            return; // the client has left, which is no fault, and not to be written as often as clients like
        }
        if (failure instanceof RelayException) {
            log.info(
                    "An answer broke off: {} {}: {}",
                    exchange.getRequest().getMethod(),
                    exchange.getRequest().getPath(),
                    failure.getMessage());
        } else {
            log.error(
                    "An answer broke off: {} {}",
                    exchange.getRequest().getMethod(),
                    exchange.getRequest().getPath(),
                    failure);
        }
    }

    private static @Nullable Refuse refusal(ServerWebExchange exchange, Throwable failure) {
        return switch (failure) {
            case RefusedException refused -> refused.refuse();
            case RelayException relay -> relayed(exchange, relay.code(), relay.detail());
            case ResponseStatusException status ->
                status.getStatusCode() == HttpStatus.NOT_FOUND ? exchange.getAttribute(UNMATCHED_ATTRIBUTE) : null;
            default -> {
                log.error(
                        "A request failed: {} {}",
                        exchange.getRequest().getMethod(),
                        exchange.getRequest().getPath(),
                        failure);
                yield relayed(exchange, ErrorCode.INTERNAL, "The gateway failed on this request.");
            }
        };
    }

    private static Refuse relayed(ServerWebExchange exchange, ErrorCode code, String detail) {
        RelayCall call = exchange.getAttribute(RelayCall.ATTRIBUTE);
        ServiceKey service = call == null ? null : call.backend().service();
        return new Refuse(
                code,
                detail,
                service == null ? null : service.namespace(),
                service == null ? null : service.toString(),
                List.of());
    }
}
